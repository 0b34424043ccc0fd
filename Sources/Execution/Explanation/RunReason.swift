import ImageModel

/// Why a step ran, although it may have run before.
package enum RunReason: Hashable, Sendable {
    /// `--no-cache` or `--no-cache-filter`.
    case ignoredCache
    /// Nothing is known of an earlier build of this Dockerfile.
    case firstBuild
    /// The earlier build had no such instruction.
    case newInstruction
    /// The instruction was another one; it was this.
    case changedInstruction(was: String)
    /// The instruction is the same text, but these parts of what it means are not.
    case changedParts([String])
    /// The files that it takes from a build context are others: each with what happened to it. Empty where too many files
    /// were there to know which.
    case changedFiles([FileChange])
    /// A step that it reads, by its place in the build, became another.
    case changedInput(Int)
    /// All is as it was, but the result is not in the cache: it was pruned, or the step failed.
    case missingResult

    /// Finds the reason by comparing what went into a step with what went into it the last time.
    ///
    /// - Parameter index: the step's place in `build`.
    package init(of index: Int, in build: BuildRecord, before: BuildRecord?) {
        guard let before else {
            self = .firstBuild
            return
        }
        let step = build.steps[index]
        guard let earlier = before.counterpart(of: index, in: build) else {
            self = .newInstruction
            return
        }
        let names = Set(step.parts.keys).union(earlier.parts.keys)
        let parts = names.filter { step.parts[$0] != earlier.parts[$0] }.sorted()
        if step.text != earlier.text {
            self = .changedInstruction(was: earlier.text)
        } else if !parts.isEmpty {
            self = .changedParts(parts)
        } else if step.contexts != earlier.contexts {
            self = .changedFiles(FileChange.changes(from: earlier.files, to: step.files))
        } else if let input = Self.changedInput(step, build, earlier, before) {
            self = .changedInput(input)
        } else {
            self = .missingResult
        }
    }

    private static func changedInput(
        _ step: StepRecord, _ build: BuildRecord, _ earlier: StepRecord, _ before: BuildRecord
    ) -> Int? {
        for (position, input) in step.inputs.enumerated() {
            guard earlier.inputs.indices.contains(position) else { return input }
            let other = earlier.inputs[position]
            guard before.steps.indices.contains(other),
                before.steps[other].definition == build.steps[input].definition
            else { return input }
        }
        return nil
    }
}

extension BuildRecord {
    /// The step that a step of another build was before: one of the same stage with the same text, else the one at the same
    /// place in the stage.
    fileprivate func counterpart(of index: Int, in build: BuildRecord) -> StepRecord? {
        let step = build.steps[index]
        let stage = steps.filter { $0.stage == step.stage }
        let same = build.steps[..<index].count { $0.stage == step.stage && $0.text == step.text }
        let twins = stage.filter { $0.text == step.text }
        if twins.indices.contains(same) { return twins[same] }
        let place = build.steps[..<index].count { $0.stage == step.stage }
        return stage.indices.contains(place) ? stage[place] : nil
    }
}

/// What happened to a file of a build context.
package struct FileChange: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable {
        case added, changed, removed
    }

    package let path: String
    package let kind: Kind

    package init(path: String, kind: Kind) {
        self.path = path
        self.kind = kind
    }

    /// By path; none if one of the two lists is not known.
    static func changes(from before: [String: Digest]?, to files: [String: Digest]?) -> [FileChange] {
        guard let before, let files else { return [] }
        var changes = [FileChange]()
        for path in Set(before.keys).union(files.keys).sorted() where before[path] != files[path] {
            let kind: Kind = before[path] == nil ? .added : files[path] == nil ? .removed : .changed
            changes.append(FileChange(path: path, kind: kind))
        }
        return changes
    }
}
