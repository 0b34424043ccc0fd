import Planning

/// How a plan is solved.
package struct SolveOptions: Sendable {
    /// Whether every step runs, whatever the cache has (`--no-cache`).
    package var ignoresCache: Bool
    /// Stages whose steps all run (`--no-cache-filter`).
    package var ignoresCacheOfStages: Set<String>

    package init(ignoresCache: Bool = false, ignoresCacheOfStages: Set<String> = []) {
        self.ignoresCache = ignoresCache
        self.ignoresCacheOfStages = ignoresCacheOfStages
    }

    func ignoresCache(of step: Step) -> Bool { ignoresCache || ignoresCacheOfStages.contains(step.stage) }
}
