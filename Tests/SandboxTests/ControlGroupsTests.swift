import Testing

@testable import Sandbox

@Suite struct ControlGroupsTests {
    @Test("the directories are found in both versions, and lines that are anything else are passed over")
    func parents() {
        let text = """
            9:name=systemd:/a
            4:cpu,cpuacct:/b:c
            0::/
            nonsense
            1:x:relative

            """
        #expect(
            ControlGroups.parents(text) == [
                "/sys/fs/cgroup/systemd/a", "/sys/fs/cgroup/cpu,cpuacct/b:c", "/sys/fs/cgroup/",
                "/sys/fs/cgroup/unified/",
            ])
    }
}
