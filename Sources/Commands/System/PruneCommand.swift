import ArgumentParser
import Diagnostics
import Store

/// `pith prune`, and `pith system prune`.
struct PruneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune", abstract: "Deletes images without a name, and build cache that no image needs.",
        discussion: """
            Nothing that a running process uses is deleted.

            Examples:
              pith prune
              pith prune -f --filter until=24h
              pith system prune -a
            """)

    @Flag(name: .shortAndLong, help: "Delete all images, not just those without a name, and all fetched packages.")
    var all = false

    @Flag(help: ArgumentHelp("Taken for docker's sake: there are no volumes.", visibility: .hidden))
    var volumes = false

    @OptionGroup
    var common: PruneOptions

    func run() throws {
        let filters = try PruneFilters(common.filter, allowing: ["until", "label"])
        let images = filters.images(all ? .all : .dangling)
        // Build cache has no labels.
        let cache = images.labels.isEmpty ? try filters.cache(withPackages: all) : nil
        var what = [all ? "all images" : "all images without a name"]
        if cache != nil { what.append("build cache that no image needs") }
        if cache?.packages == true { what.append("packages that were fetched") }
        try common.prune(PruneRequest(images: images, cache: cache), what: what)
    }

    /// `pith image prune`.
    struct Images: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "prune", abstract: "Deletes images without a name.",
            discussion: """
                Layers that were built stay as build cache.

                Examples:
                  pith image prune
                  pith image prune -a --filter until=240h --filter label!=keep
                """)

        @Flag(name: .shortAndLong, help: "Delete all images, not just those without a name.")
        var all = false

        @OptionGroup
        var common: PruneOptions

        func run() throws {
            let filters = try PruneFilters(common.filter, allowing: ["until", "label", "dangling"])
            let reachesAll = try filters.flag("dangling").map { !$0 } ?? all
            let images = filters.images(reachesAll ? .all : .dangling)
            try common.prune(
                PruneRequest(images: images), what: [reachesAll ? "all images" : "all images without a name"])
        }
    }

    /// `pith builder prune`, and `pith buildx prune`.
    struct Builder: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "prune", abstract: "Deletes build cache that no image needs, the least recently used first.",
            discussion: """
                Examples:
                  pith builder prune -f --keep-storage 10GB
                  pith builder prune --filter until=48h
                """)

        @Flag(name: .shortAndLong, help: "Delete base images that were composed here and fetched packages, too.")
        var all = false

        @OptionGroup
        var common: PruneOptions

        @OptionGroup
        var limits: PruneLimitOptions

        func run() throws {
            let filters = try PruneFilters(common.filter, allowing: ["until", "unused-for", "id", "type"])
            var cache = try filters.cache(keeping: limits.keepDuration, withPackages: all)
            cache.limits = try limits.limits()
            let what =
                all
                ? ["build cache", "base images that were composed here", "packages that were fetched"]
                : ["build cache that no image needs"]
            try common.prune(PruneRequest(images: ImageSelection(all ? .composed : .none), cache: cache), what: what)
        }
    }
}

/// Docker's names for pruning and measuring.
struct SystemCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "system", abstract: "The verbs on the whole store, as docker's long forms.",
        subcommands: [DiskUsageCommand.self, PruneCommand.self])
}

struct BuilderCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "builder", abstract: "The verbs on the build cache, as docker's long forms.",
        subcommands: [BuildCommand.self, PruneCommand.Builder.self])
}
