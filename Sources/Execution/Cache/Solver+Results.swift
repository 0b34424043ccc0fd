import Diagnostics
import ImageModel
import Planning
import Store

extension Solver {
    /// What is known of the results of a solved plan's steps, in the plan's order.
    ///
    /// A step that was not looked at, because one above it had a result, is looked up in the store's own cache and in
    /// what other machines left; one that is in neither is left out.
    package func results(_ mode: CacheMode) async throws -> [CachedResult] {
        var results = [CachedResult]()
        for step in steps(mode) {
            let definition = try await definition(of: step.id)
            if let snapshot = try await result(of: step, definition) {
                results.append(CachedResult(keys: [definition, snapshot.key], place: .stored(snapshot)))
            } else if let imported = options.importedCache.result(for: definition) {
                let key = imported.layers.last.map(\.record.key)
                results.append(
                    CachedResult(keys: Set([definition, key].compactMap(\.self)), place: .imported(imported)))
            }
        }
        return results
    }

    /// The cache mounts of the store that the plan's steps use, whether they ran or not; of those that begin with files of
    /// a stage or context, only the ones that a step has used.
    package func cacheMounts() -> [SharedCacheMount] {
        var mounts = operations.usedMounts.all
        for case .run(let run) in plan.steps.map(\.operation) {
            for case .cache(let cache) in run.mounts.map(\.kind) {
                if let key = operations.key(of: cache) { mounts[key] = cache.id }
            }
        }
        return mounts.sorted { $0.key < $1.key }.map { key, id in
            SharedCacheMount(key: key, id: id, imported: options.importedCache.mount(for: key))
        }
    }

    private func result(of step: Step, _ definition: Digest) async throws -> Snapshot? {
        if let evaluation = evaluations[step.id] { return try await evaluation.value }
        return try store.cache.snapshot(for: definition)
    }

    private func steps(_ mode: CacheMode) -> [Step] {
        guard mode == .min else { return plan.steps }
        var ids = Set<StepID>()
        for plan in plans {
            var next = plan.result
            while let id = next, ids.insert(id).inserted { next = plan[id].base }
        }
        return ids.sorted().map { plan[$0] }
    }
}
