import Testing

@testable import Sandbox

@Suite struct ResourceLimitsTests {
    private func written(
        _ version: ResourceLimits.Version, _ change: (inout ResourceLimits) -> Void
    ) -> [String] {
        var limits = ResourceLimits()
        change(&limits)
        return limits.controllers.flatMap { limits.settings($0, version) }
            .map { "\($0.file)=\($0.value)\($0.isOptional ? "?" : "")" }
    }

    @Test("memory and swap space are one number in version 1, and two in version 2")
    func memory() {
        let alone: (inout ResourceLimits) -> Void = { $0.memory = 100 }
        #expect(written(.one, alone) == ["memory.limit_in_bytes=100", "memory.memsw.limit_in_bytes=200?"])
        #expect(written(.two, alone) == ["memory.max=100", "memory.swap.max=100?"])
        let both: (inout ResourceLimits) -> Void = { ($0.memory, $0.memoryAndSwap) = (100, 150) }
        #expect(written(.one, both) == ["memory.limit_in_bytes=100", "memory.memsw.limit_in_bytes=150"])
        #expect(written(.two, both) == ["memory.max=100", "memory.swap.max=50"])
        #expect(
            written(.two) { ($0.memory, $0.memoryAndSwap) = (100, -1) } == ["memory.max=100", "memory.swap.max=max"])
    }

    @Test("processors' time, weights, lists of processors, and processes")
    func others() {
        let change: (inout ResourceLimits) -> Void = { limits in
            (limits.processorQuota, limits.processorPeriod) = (150_000, 100_000)
            (limits.processorShares, limits.processors, limits.processes) = (1024, "0-1", 20)
        }
        #expect(
            written(.one, change) == [
                "cpu.cfs_period_us=100000", "cpu.cfs_quota_us=150000", "cpu.shares=1024", "cpuset.cpus=0-1",
                "pids.max=20",
            ])
        #expect(
            written(.two, change) == ["cpu.max=150000 100000", "cpu.weight=39", "cpuset.cpus=0-1", "pids.max=20"])
        #expect(written(.two) { $0.processorPeriod = 50_000 } == ["cpu.max=max 50000"])
        #expect(written(.two) { $0.processes = -1 } == ["pids.max=max"])
        #expect(written(.one) { _ in } == [])
    }
}
