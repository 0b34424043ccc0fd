import Diagnostics
import Execution
import Planning
import Sandbox

/// The options that limit what a container may take, checked.
struct ResourceSettings: Sendable {
    let limits: ResourceLimits
    /// `--ulimit`
    let processLimits: [ResourceLimit]
    /// In bytes; nil for the usual size.
    let sharedMemory: Int64?

    /// The least that docker takes: with less the kernel ends a process before it has begun.
    private static let leastMemory: Int64 = 6 << 20

    /// - Throws: `usage`.
    init(_ options: ResourceOptions) throws(BuildError) {
        var limits = ResourceLimits()
        limits.memory = try Self.size(options.memory, "--memory")
        limits.memoryAndSwap = options.memorySwap == "-1" ? -1 : try Self.size(options.memorySwap, "--memory-swap")
        try Self.checkMemory(limits, options)
        limits.processorPeriod = try Self.number(options.cpuPeriod, "--cpu-period", 1000...1_000_000)
        limits.processorQuota = try Self.number(
            options.cpuQuota, "--cpu-quota", 1000...(.max), isUnlimitedBelow: 0)
        limits.processorShares = try Self.number(options.cpuShares, "--cpu-shares", 2...262_144)
        limits.processors = try Self.list(options.cpusetCpus, "--cpuset-cpus")
        limits.memoryNodes = try Self.list(options.cpusetMems, "--cpuset-mems")
        limits.processes = try Self.number(options.pidsLimit, "--pids-limit", 1...(.max), isUnlimitedBelow: 1)
        if let text = options.cpus { try Self.setTime(of: text, options, &limits) }
        self.limits = limits
        var processLimits = [ResourceLimit]()
        for text in options.ulimit { processLimits.append(try ResourceLimit(parsing: text)) }
        self.processLimits = processLimits
        sharedMemory = try Self.size(options.shmSize, "--shm-size")
    }

    /// Gives a process the limits, in place of those that it has.
    func apply(to process: inout SandboxProcess) {
        process.resources = limits
        if let sharedMemory { process.sharedMemory = sharedMemory }
        guard !processLimits.isEmpty else { return }
        process.limits = processLimits.map { ProcessLimit(type: $0.name, hard: $0.hard, soft: $0.soft) }
    }

    private static func size(_ text: String?, _ option: String) throws(BuildError) -> Int64? {
        guard let text else { return nil }
        return try PruneSize.parse(text, of: option)
    }

    private static func checkMemory(_ limits: ResourceLimits, _ options: ResourceOptions) throws(BuildError) {
        if let memory = limits.memory, memory < leastMemory {
            throw BuildError(.usage, "--memory '\(options.memory ?? "")' can't be used: the least is 6m")
        }
        guard let both = limits.memoryAndSwap else { return }
        guard let memory = limits.memory else {
            throw BuildError(.usage, "--memory-swap can't be used without --memory")
        }
        guard both < 0 || both >= memory else {
            throw BuildError(
                .usage, "--memory-swap '\(options.memorySwap ?? "")' can't be used: it is less than the memory alone",
                help: "it is memory and swap space together")
        }
    }

    /// - Parameter isUnlimitedBelow: smaller numbers are no limit, which is -1.
    private static func number(
        _ text: String?, _ option: String, _ range: ClosedRange<Int64>, isUnlimitedBelow least: Int64? = nil
    ) throws(BuildError) -> Int64? {
        guard let text else { return nil }
        if let number = Int64(text) {
            if let least, number < least { return -1 }
            if range.contains(number) { return number }
        }
        let upper = range.upperBound == .max ? "" : " and at most \(range.upperBound)"
        throw BuildError(
            .usage, "\(option) '\(text)' can't be used: it is not a number of at least \(range.lowerBound)\(upper)")
    }

    /// `--cpus` is docker's word for a quota.
    private static func setTime(
        of text: String, _ options: ResourceOptions, _ limits: inout ResourceLimits
    ) throws(BuildError) {
        guard options.cpuPeriod == nil, options.cpuQuota == nil else {
            throw BuildError(.usage, "--cpus and --cpu-period or --cpu-quota exclude each other")
        }
        guard let count = Double(text), count >= 0.01, count <= 100_000 else {
            throw BuildError(.usage, "--cpus '\(text)' can't be used: it is not a number of at least 0.01")
        }
        limits.processorPeriod = 100_000
        limits.processorQuota = Int64(count * 100_000)
    }

    /// Numbers and ranges of them, with commas.
    private static func list(_ text: String?, _ option: String) throws(BuildError) -> String? {
        guard let text else { return nil }
        let isList = text.split(separator: ",", omittingEmptySubsequences: false).allSatisfy { part in
            let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { UInt16($0) }
            return (1...2).contains(ends.count) && ends.allSatisfy { $0 != nil }
        }
        guard isList else {
            throw BuildError(
                .usage, "\(option) '\(text)' can't be used: it is not a list of numbers", help: "such as 0-3,6")
        }
        return text
    }
}

extension StepTimeLimit {
    /// Reads `90s`, `10m`, `1h30m`, or `0` for no limit.
    ///
    /// - Returns: nil for no limit.
    /// - Throws: `usage`.
    static func parse(_ text: String, of option: String) throws(BuildError) -> StepTimeLimit? {
        if text == "0" { return nil }
        guard let seconds = PruneTime.seconds(text) else {
            throw BuildError(
                .usage, "\(option) '\(text)' can't be used: it is not a duration", help: "such as 90s, 10m or 1h30m")
        }
        return seconds == 0 ? nil : StepTimeLimit(duration: .milliseconds(Int64(seconds * 1000)), text: text)
    }
}
