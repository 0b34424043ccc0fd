import Testing

@testable import Sandbox

@Suite struct ControlGroupsTests {
    private static let mounts = """
        20 1 0:1 / / rw - ext4 /dev/vda rw
        30 20 0:25 / /sys/fs/cgroup rw - tmpfs tmpfs rw
        31 30 0:26 / /sys/fs/cgroup/cpu,cpuacct rw,nosuid shared:9 - cgroup cgroup rw,cpu,cpuacct
        32 30 0:27 /docker/1 /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory
        33 30 0:28 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,name=systemd
        34 30 0:29 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw
        nonsense
        """

    @Test("the directories are found in both versions, and lines that are anything else are passed over")
    func directories() {
        let groups = """
            9:name=systemd:/a
            4:cpu,cpuacct:/b:c
            3:memory:/docker/1/d
            2:pids:/elsewhere
            0::/user.slice/e
            nonsense
            1:x:relative
            """
        let found = ControlGroups(groups: groups, mounts: Self.mounts)
        #expect(
            found.hierarchies.map(\.directory) == [
                "/sys/fs/cgroup/systemd/a", "/sys/fs/cgroup/cpu,cpuacct/b:c", "/sys/fs/cgroup/memory/d",
                "/sys/fs/cgroup/unified/user.slice/e",
            ])
        #expect(found.hierarchy(of: .cpu)?.version == .one)
        // A controller that no tree of version 1 has is version 2's.
        #expect(found.hierarchy(of: .pids)?.version == .two)
        #expect(
            found.hierarchy(of: .pids)?.directoriesUpwards == [
                "/sys/fs/cgroup/unified/user.slice/e", "/sys/fs/cgroup/unified/user.slice", "/sys/fs/cgroup/unified",
            ])
    }

    @Test("a group that the mountpoint does not show is not guessed at")
    func hidden() {
        #expect(ControlGroups(groups: "3:memory:/docker/2\n0::/../a", mounts: Self.mounts).hierarchies.isEmpty)
        #expect(ControlGroups(groups: "3:memory:/", mounts: Self.mounts).hierarchies.first?.group == "/")
    }
}
