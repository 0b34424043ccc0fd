import Diagnostics
import Glibc
import Synchronization
import SystemPackage
import TestServers
import Testing

@testable import Sandbox

/// Drives the real crun and the real runc. Needs root.
@Suite(.enabled(if: isRoot)) struct RuntimeRunnerTests {
    /// What a test is given: a root file system, a runner, and what was printed.
    struct Fixture: Sendable {
        let directory: FilePath
        let root: FilePath
        let runner: RuntimeRunner

        func process(_ arguments: String...) -> SandboxProcess {
            SandboxProcess(root: root, arguments: arguments, environment: ["PATH=/bin"])
        }

        /// Runs a process to its end; what it printed, and how it ended.
        func run(_ process: SandboxProcess) async throws(BuildError) -> (status: Sandbox.ExitStatus, output: String) {
            let output = Mutex([UInt8]())
            let status = try await runner.run(
                process, input: .none, output: .stream { bytes in output.withLock { $0 += bytes } })
            return (status, String(decoding: output.withLock { $0 }, as: UTF8.self))
        }

        func shell(_ script: String) async throws(BuildError) -> (status: Sandbox.ExitStatus, output: String) {
            try await run(process("sh", "-c", script))
        }
    }

    /// The tests run outside of `Isolation`, so crun gets the control groups that it can live with from a script.
    private func withFixture(
        _ kind: OCIRuntime.Kind, _ body: (Fixture) async throws -> Void
    ) async throws {
        let installed = try OCIRuntime.find(choice: kind.rawValue)
        try await withTemporaryDirectory { directory in
            var runtime = installed
            if kind == .crun {
                let script = """
                    #!/bin/sh
                    exec unshare --mount --propagation private sh -c \
                    'mount -t tmpfs tmpfs /sys/fs/cgroup && exec \(installed.path) "$@"' crun "$@"
                    """
                try write(script, to: directory.appending("crun"), mode: 0o755)
                try TestFile.waitUntilExecutable(directory.appending("crun").string)
                runtime = try OCIRuntime.find(choice: directory.appending("crun").string)
            }
            let bundles = try makeDirectory(directory.appending("bundles"))
            let runner = try RuntimeRunner(runtime: runtime, directory: bundles, grace: .milliseconds(200))
            try await body(Fixture(directory: directory, root: try makeRoot(in: directory), runner: runner))
            // Bundles are gone whatever happened; the runtime's state directory may stay, empty.
            #expect(try tree(bundles).allSatisfy { $0 == "state" })
        }
    }

    @Test("the status and both streams of a command come back", arguments: OCIRuntime.Kind.allCases)
    func output(_ kind: OCIRuntime.Kind) async throws {
        try await withFixture(kind) { fixture async throws in
            let (status, output) = try await fixture.shell("echo one; echo two >&2; exit 7")
            #expect(status == .exited(7))
            // runc carries the two streams by two pipes, so that their order is not known.
            #expect(output.split(separator: "\n").sorted() == ["one", "two"])
        }
    }

    @Test("output comes while the command runs", arguments: OCIRuntime.Kind.allCases)
    func streaming(_ kind: OCIRuntime.Kind) async throws {
        try await withFixture(kind) { fixture async throws in
            // The command waits for a file that is made only once its first line has come.
            let go = fixture.root.appending("go").string
            let status = try await fixture.runner.run(
                fixture.process("sh", "-c", "echo ready; until [ -e /go ]; do sleep 0.01; done"), input: .none,
                output: .stream { bytes in
                    if bytes.starts(with: Array("ready".utf8)) { close(open(go, O_CREAT | O_WRONLY, 0o644)) }
                })
            #expect(status == .exited(0))
        }
    }

    @Test("a command that isn't there is 127, one that can't be executed 126", arguments: OCIRuntime.Kind.allCases)
    func notStarted(_ kind: OCIRuntime.Kind) async throws {
        try await withFixture(kind) { fixture async throws in
            try write("", to: fixture.root.appending("plain"))
            #expect(try await fixture.run(fixture.process("nope")).status.code == 127)
            #expect(try await fixture.run(fixture.process("/bin/nope")).status.code == 127)
            #expect(try await fixture.run(fixture.process("/plain")).status.code == 126)
            #expect(try await fixture.run(fixture.process("/bin")).status.code == 126)
            // The shell's own 127 is the command's status.
            #expect(try await fixture.shell("nope").status == .exited(127))
        }
    }

    @Test("a sandbox that can't be made is an error of its own", arguments: OCIRuntime.Kind.allCases)
    func brokenMount(_ kind: OCIRuntime.Kind) async throws {
        try await withFixture(kind) { fixture async throws in
            var process = fixture.process("true")
            process.mounts = [SandboxMount(.bind(source: "/nonexistent", isDirectory: true), at: "/data")]
            let error = await #expect(throws: BuildError.self) { try await fixture.run(process) }
            #expect(error?.code == .sandbox)
            #expect(try names(in: fixture.root) == ["bin"])
        }
    }

    @Test("a cancelled task ends the command, gently where it listens", arguments: OCIRuntime.Kind.allCases)
    func cancellation(_ kind: OCIRuntime.Kind) async throws {
        try await withFixture(kind) { fixture async throws in
            for script in [
                "trap 'touch /asked; exit 3' TERM; touch /up; while :; do sleep 0.01; done",
                "trap '' TERM; touch /up; while :; do sleep 0.01; done",
            ] {
                let task = Task { try await fixture.shell(script) }
                while access(fixture.root.appending("up").string, F_OK) != 0 {
                    try await Task.sleep(for: .milliseconds(5))
                }
                task.cancel()
                let result = await task.result
                let error = #expect(throws: BuildError.self) { try result.get() }
                #expect(error?.code == .interrupted)
                unlink(fixture.root.appending("up").string)
            }
            #expect(try names(in: fixture.root) == ["asked", "bin"])
        }
    }

    @Test("a task that is cancelled before it starts runs nothing", arguments: OCIRuntime.Kind.allCases)
    func cancelledEarly(_ kind: OCIRuntime.Kind) async throws {
        try await withFixture(kind) { fixture async throws in
            let task = Task {
                while !Task.isCancelled { await Task.yield() }
                return try await fixture.shell("sleep 60")
            }
            task.cancel()
            let result = await task.result
            #expect(throws: BuildError.self) { try result.get() }
        }
    }

    @Test("mountpoints that were missing leave nothing in the root file system", arguments: OCIRuntime.Kind.allCases)
    func stubs(_ kind: OCIRuntime.Kind) async throws {
        try await withFixture(kind) { fixture async throws in
            let shared = try makeDirectory(fixture.directory.appending("shared"))
            try write("from outside", to: shared.appending("file"))
            var process = fixture.process("sh", "-c", "ls / /etc; cat /mnt/data/file; touch /mnt/data/x")
            process.mounts = [
                SandboxMount(.bind(source: shared, isDirectory: true), at: "/mnt/data", isReadOnly: true),
                SandboxMount(.tmpfs(limit: 1 << 20), at: "/scratch"),
            ]
            let (status, output) = try await fixture.run(process)
            // The order of standard output and standard error is not kept by runc.
            #expect(output.contains("/:\nbin\ndev\netc\nmnt\nproc\nscratch\nsys\n\n/etc:\nhosts\nresolv.conf\n"))
            #expect(output.contains("from outside"))
            #expect(output.contains("Read-only file system"))
            #expect(!status.isSuccess)
            #expect(try names(in: fixture.root) == ["bin"])
            #expect(try names(in: shared) == ["file"])
        }
    }

    @Test("names are resolved as on the host, and its files can't be changed", arguments: OCIRuntime.Kind.allCases)
    func nameResolution(_ kind: OCIRuntime.Kind) async throws {
        try await withFixture(kind) { fixture async throws in
            var process = fixture.process("sh", "-c", "cat /etc/resolv.conf; cat /etc/hosts; echo x >> /etc/hosts")
            process.hostname = "here"
            let (status, output) = try await fixture.run(process)
            #expect(output.contains(SmallFile.text("/etc/resolv.conf") ?? ""))
            #expect(output.contains("127.0.0.1\there\n"))
            #expect(!status.isSuccess)
        }
    }

    @Test("the ways out are closed: namespaces, mounts, keys, devices", arguments: OCIRuntime.Kind.allCases)
    func confinement(_ kind: OCIRuntime.Kind) async throws {
        try await withFixture(kind) { fixture async throws in
            #expect(try await fixture.shell("unshare -U true").output.contains("Operation not permitted"))
            #expect(try await fixture.shell("unshare -m true").output.contains("Operation not permitted"))
            #expect(!(try await fixture.shell("mount -t tmpfs x /bin").status.isSuccess))
            #expect(try await fixture.shell("grep Seccomp: /proc/self/status").output == "Seccomp:\t2\n")
            #expect(try await fixture.shell("cat /proc/keys").output == "")
            #expect(!(try await fixture.shell("echo 1 > /proc/sys/kernel/panic").status.isSuccess))
            #expect(try await fixture.shell("head -c 4 /dev/zero > /dev/null").status.isSuccess)
            #expect(!(try await fixture.shell("mknod /dev/z c 1 5 && head -c 1 /dev/z").status.isSuccess))
            let capabilities = try await fixture.shell("grep CapEff: /proc/self/status").output
            #expect(capabilities == "CapEff:\t00000000a80405fb\n")
        }
    }

    @Test("user, groups, directory, hostname and environment are as asked", arguments: OCIRuntime.Kind.allCases)
    func identity(_ kind: OCIRuntime.Kind) async throws {
        try await withFixture(kind) { fixture async throws in
            var process = fixture.process(
                "sh", "-c", "id -u; id -g; id -G; pwd; cat /proc/sys/kernel/hostname; echo $A")
            process.user = 12
            process.group = 34
            process.supplementaryGroups = [56]
            process.workingDirectory = "/bin"
            process.hostname = "here"
            process.environment += ["A=b c"]
            #expect(try await fixture.run(process).output == "12\n34\n34 56\n/bin\nhere\nb c\n")
        }
    }

    @Test(
        "a read-only root can't be written, and no network has a loopback device only",
        arguments: OCIRuntime.Kind.allCases)
    func restrictions(_ kind: OCIRuntime.Kind) async throws {
        try await withFixture(kind) { fixture async throws in
            var process = fixture.process("touch", "/x")
            process.isReadOnly = true
            #expect(try await fixture.run(process).output.contains("Read-only file system"))
            var alone = fixture.process("ls", "/sys/class/net")
            alone.network = .none
            #expect(try await fixture.run(alone).output == "lo\n")
        }
    }
}
