import ArgumentParser

/// The options of `build` and `run` that limit what a container may take of the machine, as docker spells them.
struct ResourceOptions: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The memory that a container may use.", valueName: "bytes"))
    var memory: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Memory and swap space together; -1 for all swap space there is.", valueName: "bytes"))
    var memorySwap: String?

    @Option(help: ArgumentHelp("How many processors' time a container may use: 1.5.", valueName: "number"))
    var cpus: String?

    @Option(help: ArgumentHelp("The period of '--cpu-quota' (default: 100000).", valueName: "microseconds"))
    var cpuPeriod: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("How long processors may work in each period; -1 is no limit.", valueName: "microseconds"))
    var cpuQuota: String?

    @Option(
        name: [.customShort("c"), .long],
        help: ArgumentHelp("The weight where processors are wanted by many (usually 1024).", valueName: "weight"))
    var cpuShares: String?

    @Option(help: ArgumentHelp("The processors that may be used: 0-3,6.", valueName: "list"))
    var cpusetCpus: String?

    @Option(help: ArgumentHelp("The nodes whose memory may be used: 0,1.", valueName: "list"))
    var cpusetMems: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("How many processes and threads there may be; -1 is no limit.", valueName: "number"))
    var pidsLimit: String?

    @Option(help: ArgumentHelp("The size of a container's /dev/shm (default: 64m).", valueName: "bytes"))
    var shmSize: String?

    @Option(
        help: ArgumentHelp(
            "Set a limit of a container's processes; may be repeated.", valueName: "name=soft[:hard]"))
    var ulimit: [String] = []

    /// For suggestions.
    static let names = [
        "--memory", "--memory-swap", "--cpus", "--cpu-period", "--cpu-quota", "--cpu-shares", "--cpuset-cpus",
        "--cpuset-mems", "--pids-limit", "--shm-size", "--ulimit",
    ]
}
