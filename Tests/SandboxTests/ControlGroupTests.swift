import Diagnostics
import Glibc
import SystemPackage
import Testing

@testable import Sandbox

/// Groups in a directory that looks like the kernel's version 2, which few machines that test have to write to.
@Suite struct ControlGroupTests {
    private static let mounts = "30 20 0:25 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw"

    private var limits: ResourceLimits {
        var limits = ResourceLimits()
        (limits.memory, limits.processes) = (1 << 30, 10)
        return limits
    }

    private func group(_ root: FilePath, runtime: OCIRuntime.Kind = .crun) throws -> ControlGroup {
        let groups = ControlGroups(groups: "0::/user.slice/me", mounts: Self.mounts)
        return try ControlGroup("pith-1", limits, in: groups, root: root.string, runtime: runtime)
    }

    private func makeGroup(_ directory: FilePath, mode: mode_t = 0o644) throws {
        try write("", to: directory.appending("cgroup.procs"))
        try write("", to: directory.appending("cgroup.subtree_control"), mode: mode)
    }

    @Test("a limit that the kernel has no file for is an error that says which, and leaves nothing")
    func unenforceable() async throws {
        try await withTemporaryDirectory { root in
            try makeGroup(root.appending("user.slice/me"))
            // No kernel fills the new group with files here.
            let error = #expect(throws: BuildError.self) { try group(root) }
            #expect(
                error?.message.hasPrefix("a limit can't be enforced: writing '1073741824' to 'memory.max' failed")
                    == true)
            #expect(try names(in: root.appending("user.slice/me")) == ["cgroup.procs", "cgroup.subtree_control"])
        }
    }

    @Test("where groups can't be made, the error names the place")
    func noPlace() async throws {
        try await withTemporaryDirectory { root in
            let error = #expect(throws: BuildError.self) { try group(root) }
            #expect(error?.message.contains("enabling 'memory' in '/sys/fs/cgroup/user.slice/me' failed") == true)
        }
    }

    @Test("with runc limits are refused in version 2, where it leaves the group that it is started in")
    func runc() async throws {
        try await withTemporaryDirectory { root in
            let error = #expect(throws: BuildError.self) { try group(root, runtime: .runc) }
            #expect(error?.help == "apt-get install crun")
        }
    }
}
