/// What a process and all that it starts may take of the machine, by control groups (cgroups(7)). Nil is no limit.
package struct ResourceLimits: Sendable, Hashable {
    /// In bytes.
    package var memory: Int64?
    /// Memory and swap space together, in bytes; -1 for all the swap space there is. Nil is twice the memory, where the
    /// machine counts swap space.
    package var memoryAndSwap: Int64?
    /// How long the processors may work in each period, in microseconds; -1 is no limit.
    package var processorQuota: Int64?
    /// In microseconds; nil for 100,000.
    package var processorPeriod: Int64?
    /// The weight against others where processors are wanted by many; 1,024 is usual.
    package var processorShares: Int64?
    /// The processors that may be used: `0-3,6`.
    package var processors: String?
    /// The nodes whose memory may be used: `0-1`.
    package var memoryNodes: String?
    /// How many processes and threads there may be at one time; -1 is no limit.
    package var processes: Int64?

    package init() {}

    package var isEmpty: Bool { self == ResourceLimits() }
}

extension ResourceLimits {
    /// The kernel's two interfaces of control groups.
    enum Version: Sendable {
        case one, two
    }

    /// The parts of control groups that limits are set in.
    enum Controller: String, Sendable, CaseIterable {
        case memory, cpu, cpuset, pids
    }

    /// What is written to one file of a control group.
    struct Setting: Hashable, Sendable {
        let file: String
        let value: String
        /// Whether nobody asked for it, so that the file may be missing.
        var isOptional = false
    }

    /// The controllers that the limits need.
    var controllers: [Controller] { Controller.allCases.filter { !settings($0, .two).isEmpty } }

    /// What is written to the files of a controller, in this order.
    func settings(_ controller: Controller, _ version: Version) -> [Setting] {
        switch (controller, version) {
        case (.memory, .one): memorySettings
        case (.memory, .two): unifiedMemorySettings
        case (.cpu, .one): processorSettings
        case (.cpu, .two): unifiedProcessorSettings
        case (.cpuset, _):
            setting("cpuset.cpus", processors) + setting("cpuset.mems", memoryNodes)
        case (.pids, _):
            setting("pids.max", processes.map { $0 < 0 ? "max" : "\($0)" })
        }
    }

    private var memorySettings: [Setting] {
        guard let memory else { return [] }
        let both = memoryAndSwap ?? memory.saturatingDouble
        return [
            Setting(file: "memory.limit_in_bytes", value: "\(memory)"),
            Setting(file: "memory.memsw.limit_in_bytes", value: "\(both)", isOptional: memoryAndSwap == nil),
        ]
    }

    private var unifiedMemorySettings: [Setting] {
        guard let memory else { return [] }
        let swap = memoryAndSwap.map { $0 < 0 ? "max" : "\($0 - memory)" } ?? "\(memory)"
        return [
            Setting(file: "memory.max", value: "\(memory)"),
            Setting(file: "memory.swap.max", value: swap, isOptional: memoryAndSwap == nil),
        ]
    }

    private var processorSettings: [Setting] {
        setting("cpu.cfs_period_us", processorPeriod.map(String.init))
            + setting("cpu.cfs_quota_us", processorQuota.map(String.init))
            + setting("cpu.shares", processorShares.map(String.init))
    }

    private var unifiedProcessorSettings: [Setting] {
        let quota = processorQuota.map { $0 < 0 ? "max" : "\($0)" } ?? "max"
        let hasTime = processorQuota != nil || processorPeriod != nil
        // 2 to 262,144 become 1 to 10,000, as the runtimes have it.
        let weight = processorShares.map { 1 + (max(2, min($0, 262_144)) - 2) * 9999 / 262_142 }
        return setting("cpu.max", hasTime ? "\(quota) \(processorPeriod ?? 100_000)" : nil)
            + setting("cpu.weight", weight.map(String.init))
    }

    private func setting(_ file: String, _ value: String?) -> [Setting] {
        value.map { [Setting(file: file, value: $0)] } ?? []
    }
}

extension Int64 {
    fileprivate var saturatingDouble: Int64 {
        let (double, overflow) = multipliedReportingOverflow(by: 2)
        return overflow ? .max : double
    }
}
