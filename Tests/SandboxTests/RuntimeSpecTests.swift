import SystemPackage
import Testing

@testable import Sandbox

@Suite struct RuntimeSpecTests {
    private let initial = IdentityMap(ranges: [.init(inside: 0, outside: 0, count: .max)])
    private let single = IdentityMap(ranges: [.init(inside: 0, outside: 1000, count: 1)])
    private let ranged = IdentityMap(own: 1000, subordinate: [SubordinateRange(start: 100_000, count: 65_536)])

    private func facts(_ ids: IdentityMap, mountProgram: String? = nil) -> RuntimeSpec.Facts {
        RuntimeSpec.Facts(
            users: ids, groups: ids, resolverFile: "/b/resolv.conf", hostsFile: "/b/hosts", seccomp: nil,
            mountProgram: mountProgram)
    }

    private func mount(_ destination: String, in spec: RuntimeSpec) -> RuntimeSpec.Mount? {
        spec.mounts.first { $0.destination == destination }
    }

    @Test("the configuration of a process is this text, byte for byte")
    func golden() throws {
        var process = SandboxProcess(
            root: "/roots/1", arguments: ["sh", "-c", "make"], environment: ["PATH=/bin", "A=\"é/"],
            workingDirectory: "/src", network: .none)
        process.mounts = [
            SandboxMount(.bind(source: "/host/dir", isDirectory: true), at: "/data", isReadOnly: true),
            SandboxMount(.tmpfs(limit: 4096), at: "/tmp"),
        ]
        process.capabilities = [.changeOwner]
        let text = String(decoding: try RuntimeSpec(process, facts(ranged)).encoded(), as: UTF8.self)
        #expect(text == runtimeSpecGolden.split(separator: "\n").joined())
    }

    @Test("with one id no groups are set and terminals belong to no group")
    func singleID() {
        let spec = RuntimeSpec(SandboxProcess(root: "/r", arguments: ["true"]), facts(single))
        #expect(spec.process.user.additionalGids == nil)
        #expect(mount("/dev/pts", in: spec)?.options.contains("gid=5") == false)
    }

    @Test("the host's root gets a new /sys and devices on a /dev that opens no others")
    func root() {
        let facts = facts(initial, mountProgram: "/bin/mount")
        let spec = RuntimeSpec(SandboxProcess(root: "/r", arguments: ["true"]), facts)
        #expect(mount("/sys", in: spec)?.type == "sysfs")
        #expect(mount("/dev", in: spec)?.options.contains("nodev") == true)
        #expect(mount("/dev/null", in: spec)?.source == "/dev/null")
        #expect(spec.hooks?["createContainer"]?.first?.args?.suffix(2) == ["/bin/mount", "/r"])
        #expect(spec.process.user.additionalGids == [])
    }

    @Test("a privileged process sees everything, writes /sys, and may use devices that it makes")
    func privileged() {
        var process = SandboxProcess(root: "/r", arguments: ["true"])
        process.isPrivileged = true
        var facts = facts(initial)
        facts.loopDevices = ["loop0"]
        let spec = RuntimeSpec(process, facts)
        #expect(spec.linux.maskedPaths.isEmpty && spec.linux.readonlyPaths.isEmpty)
        #expect(mount("/sys", in: spec)?.options.contains("ro") == false)
        #expect(mount("/dev", in: spec)?.options.contains("nodev") == false)
        #expect(mount("/dev/loop0", in: spec)?.source == "/dev/loop0")
        #expect(Capability.allCases.count == 41)
    }

    @Test("limits and the size of shared memory are as asked")
    func limits() {
        var process = SandboxProcess(root: "/r", arguments: ["true"])
        process.sharedMemory = 4096
        process.limits = [ProcessLimit(type: "RLIMIT_NOFILE", hard: 20, soft: 10)]
        let spec = RuntimeSpec(process, facts(initial))
        #expect(mount("/dev/shm", in: spec)?.options.contains("size=4096") == true)
        #expect(spec.process.rlimits == process.limits)
    }

    @Test("a private network is the namespace that is given, and a processor's heat is hidden")
    func privateNetwork() {
        let process = SandboxProcess(root: "/r", arguments: ["true"], network: .private)
        var facts = facts(initial)
        facts.networkFile = "/n"
        facts.maskedPaths = ["/sys/devices/system/cpu/cpu0/thermal_throttle"]
        let spec = RuntimeSpec(process, facts)
        #expect(spec.linux.namespaces.last?.type == "network" && spec.linux.namespaces.last?.path == "/n")
        #expect(spec.linux.maskedPaths.last == facts.maskedPaths[0])
        #expect(process.capabilities.contains(.rawNetwork))
    }

    @Test("raw sockets are given in a network of one's own only")
    func rawNetwork() {
        #expect(Capability.defaults(on: .none).contains(.rawNetwork))
        #expect(!Capability.defaults(on: .host).contains(.rawNetwork))
        #expect(Capability.defaults(on: .none).count == 14)
    }

    @Test("a directory brings no devices along, a single file is what it is")
    func bindOptions() {
        let directory = RuntimeSpec.Mount(SandboxMount(.bind(source: "/a", isDirectory: true), at: "/b"))
        #expect(directory.options == ["rbind", "rprivate", "nodev", "rw"])
        let device = RuntimeSpec.Mount(SandboxMount(.bind(source: "/dev/fuse", isDirectory: false), at: "/dev/fuse"))
        #expect(device.options == ["rbind", "rprivate", "rw"])
        let secret = RuntimeSpec.Mount(
            SandboxMount(.bind(source: "/s", isDirectory: false), at: "/s", isReadOnly: true, isInert: true))
        #expect(secret.options == ["rbind", "rprivate", "nosuid", "nodev", "noexec", "ro"])
    }
}
