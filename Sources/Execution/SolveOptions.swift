import Planning

/// How a plan is solved.
package struct SolveOptions: Sendable {
    /// Whether every step runs, whatever the cache has (`--no-cache`).
    package var ignoresCache: Bool
    /// Stages whose steps all run (`--no-cache-filter`).
    package var ignoresCacheOfStages: Set<String>

    /// How many steps run at the same time (`--jobs`); nil for all that can.
    package var parallelism: Int?

    /// What other machines left.
    package var importedCache: ImportedCache

    package init(
        ignoresCache: Bool = false, ignoresCacheOfStages: Set<String> = [], parallelism: Int? = nil,
        importedCache: ImportedCache = ImportedCache()
    ) {
        self.parallelism = parallelism
        self.ignoresCache = ignoresCache
        self.ignoresCacheOfStages = ignoresCacheOfStages
        self.importedCache = importedCache
    }

    func ignoresCache(of step: Step) -> Bool { ignoresCache || ignoresCacheOfStages.contains(step.stage) }
}
