import ArgumentParser
import Diagnostics
import Store

/// What all kinds of `prune` have in common.
struct PruneOptions: ParsableArguments {
    @Flag(name: .shortAndLong, help: "Do not ask.")
    var force = false

    @Option(help: ArgumentHelp("Delete only what this holds for; may be repeated.", valueName: "key=value"))
    var filter: [String] = []

    /// Asks, prunes, and says what was deleted.
    func prune(_ request: PruneRequest, what: [String]) throws {
        let session = Session()
        guard try force || PruneQuestion.isConfirmed(what) else {
            return Standard.output(PruneReport(PruneResult()).text(now: .now))
        }
        SpaceReserve.release(in: try session.storeDirectory())
        try IsolatedCommand.run(session) { store in
            Standard.output(PruneReport(try store.prune(request)).text(now: .now))
            return 0
        }
    }
}

/// How much build cache stays.
struct PruneLimitOptions: ParsableArguments {
    @Option(
        name: [.long, .customLong("keep-storage")],
        help: ArgumentHelp("Keep this much build cache, such as 10GB.", valueName: "size"))
    var reservedSpace: String?

    @Option(help: ArgumentHelp("Delete until the build cache takes no more than this.", valueName: "size"))
    var maxUsedSpace: String?

    @Option(help: ArgumentHelp("Delete until the file system has this much free.", valueName: "size"))
    var minFreeSpace: String?

    @Option(help: ArgumentHelp("Keep what was used within this time, such as 48h.", valueName: "duration"))
    var keepDuration: String?

    func limits() throws(BuildError) -> SpaceLimits {
        SpaceLimits(
            maximumCache: try size(maxUsedSpace, "--max-used-space"),
            minimumFree: try size(minFreeSpace, "--min-free-space"),
            reserved: try size(reservedSpace, "--reserved-space"))
    }

    private func size(_ text: String?, _ option: String) throws(BuildError) -> Int64? {
        try text.map { text throws(BuildError) in try PruneSize.parse(text, of: option) }
    }
}
