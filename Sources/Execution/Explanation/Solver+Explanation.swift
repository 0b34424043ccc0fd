import ImageModel
import Planning

/// What became of a step, for people.
package struct StepExplanation: Hashable, Sendable {
    /// As progress shows it.
    package let name: String
    /// Why it ran; nil for one whose result was known.
    package let reason: RunReason?
    /// The names of the build's steps, which `RunReason.changedInput` counts.
    package let names: [String]
}

extension Solver {
    /// What went into the steps of a solved plan.
    ///
    /// - Parameter before: what went into those of the build before, whose lists of files still hold where nothing changed.
    package func record(before: BuildRecord?) async throws -> BuildRecord {
        var lists = [[Digest]: [String: Digest]]()
        for step in before?.steps ?? [] { lists[step.contexts] = step.files }
        var records = [StepRecord]()
        for step in plan.steps {
            let contexts = try await contextDigests(of: step)
            var files = lists[contexts]
            if files == nil, !contexts.isEmpty { files = try await operations.contextFiles(step) }
            records.append(
                StepRecord(step, definition: try await definition(of: step.id), contexts: contexts, files: files))
        }
        return BuildRecord(steps: records)
    }

    /// Says of each step but base images why it ran, or that it did not.
    package func explanations(of build: BuildRecord, before: BuildRecord?) -> [StepExplanation] {
        let names = plan.steps.map(\.name)
        return plan.steps.filter { !$0.operation.isImage }.map { step in
            let reason: RunReason? =
                if !executed.contains(step.id) { nil } else if options.ignoresCache(of: step) { .ignoredCache } else {
                    RunReason(of: step.id.index, in: build, before: before)
                }
            return StepExplanation(name: step.name, reason: reason, names: names)
        }
    }
}
