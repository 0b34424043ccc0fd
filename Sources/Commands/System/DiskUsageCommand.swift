import ArgumentParser
import Diagnostics
import ImageModel
import Store

/// `pith df`, and `pith system df`.
struct DiskUsageCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "df", abstract: "Shows what the store takes on disk.",
        discussion: """
            The sizes add up to what du says of the store. RECLAIMABLE is what 'pith system prune -a' would free.

            Examples:
              pith df
              pith df -v
              pith df --format json
            """)

    @Flag(name: .shortAndLong, help: "List each image and each record of the build cache.")
    var verbose = false

    @Option(help: "table or json.")
    var format = ListFormat.table

    func run() throws {
        let (format, verbose) = (format, verbose)
        try IsolatedCommand.run(Session()) { store in
            let report = DiskUsageReport(try store.usage(), isVerbose: verbose)
            Standard.output(try format == .json ? report.json() : report.table(now: .now))
            return 0
        }
    }

    /// `pith buildx du`.
    struct BuildCache: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "du", abstract: "Lists the build cache.", discussion: "Example:\n  pith buildx du")

        @Option(help: "table or json.")
        var format = ListFormat.table

        func run() throws {
            let format = format
            try IsolatedCommand.run(Session()) { store in
                let list = DiskUsageCacheList(try store.usage())
                Standard.output(try format == .json ? list.json() : list.table(now: .now))
                return 0
            }
        }
    }
}
