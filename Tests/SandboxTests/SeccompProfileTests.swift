import Testing

@testable import Sandbox

@Suite struct SeccompProfileTests {
    private func action(_ name: String, _ capabilities: Set<Capability>) -> SeccompProfile.Action? {
        let rules = SeccompProfile(capabilities: capabilities).syscalls
        return rules.first { $0.names.contains(name) && $0.args == nil }?.action
    }

    @Test(
        "calls that reach out of a container are refused with Docker's capabilities",
        arguments: [
            "mount", "umount2", "unshare", "setns", "bpf", "keyctl", "add_key", "request_key", "pivot_root", "reboot",
            "init_module", "kexec_load", "open_by_handle_at", "perf_event_open", "io_uring_setup", "fsopen",
            "move_mount", "userfaultfd", "syslog", "settimeofday",
        ])
    func refused(_ name: String) {
        #expect(action(name, Capability.defaults(on: .host)) == .fail)
    }

    @Test(
        "calls that ordinary programs make are let in",
        arguments: ["read", "openat2", "ptrace", "chroot", "statx", "landlock_create_ruleset", "fork", "execveat"])
    func allowed(_ name: String) {
        #expect(action(name, Capability.defaults(on: .host)) == .allow)
    }

    @Test("a capability lets in the calls that it is for")
    func gated() {
        #expect(action("mount", [.administer]) == .allow)
        #expect(action("syslog", [.systemLog]) == .allow)
        #expect(action("syslog", [.administer]) == .allow)
        #expect(action("chroot", []) == .fail)
        #expect(action("clone3", [.administer]) == .allow)
    }

    @Test("clone3 is not there, so that the C library falls back to clone, whose flags a filter can see")
    func cloneFallback() {
        let profile = SeccompProfile(capabilities: Capability.defaults(on: .host))
        #expect(!profile.syscalls.contains { $0.names.contains("clone3") })
        #expect(profile.defaultErrnoRet == 38)
        #expect(action("clone", Capability.defaults(on: .host)) == nil)
    }

    @Test("sockets are let in by their families, Docker's, and by all bits of the number")
    func sockets() {
        let rules = SeccompProfile(capabilities: []).syscalls.filter { $0.names == ["socket"] }
        let allowed = rules.filter { $0.action == .allow }.compactMap { $0.args?.first }
        #expect(allowed.allSatisfy { $0.op == .less && $0.value == 12 || $0.op == .equal })
        let families = allowed.filter { $0.op == .equal }.map(\.value)
        #expect(families.contains(16) && families.contains(17))
        #expect(!families.contains(38) && !families.contains(40))
    }

    @Test("no call is both let in and refused without a condition", arguments: [[], Set(Capability.allCases)])
    func consistent(_ capabilities: Set<Capability>) {
        let rules = SeccompProfile(capabilities: capabilities).syscalls.filter { $0.args == nil }
        let names = rules.flatMap(\.names)
        #expect(Set(names).count == names.count)
    }
}
