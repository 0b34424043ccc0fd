import ImageModel
import Planning

/// What went into the steps of one build, kept so that the next build of the same Dockerfile can say why a step ran again.
package struct BuildRecord: Hashable, Sendable, Codable {
    /// In the plan's order.
    package let steps: [StepRecord]

    package init(steps: [StepRecord]) {
        self.steps = steps
    }
}

/// What went into one step. Values are digests: an argument or a variable may be somebody's secret.
package struct StepRecord: Hashable, Sendable, Codable {
    /// The stage's name or number.
    let stage: String
    /// The instruction as progress shows it.
    let text: String
    /// The key of the step by what the plan says of it.
    let definition: Digest
    /// What the instruction itself says, by the names that a message uses: `variable 'PATH'`.
    let parts: [String: Digest]
    /// The steps whose results it reads, by their places in the build.
    let inputs: [Int]
    /// The digests of what it takes from build contexts.
    let contexts: [Digest]
    /// Those files, by their paths; nil where there are too many to be kept.
    let files: [String: Digest]?

    init(_ step: Step, definition: Digest, contexts: [Digest], files: [String: Digest]?) {
        stage = step.stage
        text = step.shownInstruction
        self.definition = definition
        parts = step.operation.parts
        inputs = step.inputs.map(\.index)
        self.contexts = contexts
        self.files = files
    }
}

extension Step {
    /// The name without its place: `RUN make` of `[build 2/4] RUN make`.
    package var shownInstruction: String {
        guard name.hasPrefix("["), let end = name.firstRange(of: "] ") else { return name }
        return String(name[end.upperBound...])
    }
}

extension Operation {
    /// What the instruction says, each part by itself.
    fileprivate var parts: [String: Digest] {
        switch self {
        case .image(let image): ["the base image": StepRecord.digest(image.layers.map(\.diffID.description))]
        case .run(let run): run.parts
        case .copy(let copy): copy.parts
        case .makeDirectory(let directory):
            ["the directory": StepRecord.digest([directory.path]), "USER": StepRecord.digest([directory.user])]
        }
    }
}

extension RunOperation {
    fileprivate var parts: [String: Digest] {
        var parts = [
            "the command": StepRecord.digest(arguments), "WORKDIR": StepRecord.digest([workingDirectory]),
            "USER": StepRecord.digest([user]),
            "the network": StepRecord.digest([network.rawValue, isPrivileged ? "insecure" : ""]),
        ]
        for entry in environment {
            let name = entry.prefix { $0 != "=" }
            parts["variable '\(name)'"] = StepRecord.digest([entry])
        }
        return parts
    }
}

extension CopyOperation {
    fileprivate var parts: [String: Digest] {
        [
            "the sources": StepRecord.digest(sources.map(\.path)),
            "a here-document": StepRecord.digest(files.flatMap { [$0.name, $0.content] }),
            "the destination": StepRecord.digest([destination]), "--chown": StepRecord.digest([owner ?? ""]),
            "--chmod": StepRecord.digest([mode ?? ""]), "--exclude": StepRecord.digest(excludes.map(\.path)),
            "the flags": StepRecord.digest(
                [keepsParents, isLinked, unpacksArchives, unpacksDownloads].map { $0 ? "yes" : "no" }),
        ]
    }
}

extension StepRecord {
    fileprivate static func digest(_ fields: [String]) -> Digest {
        var hasher = DigestHasher()
        for field in fields { hasher.update(field: field) }
        return hasher.finalize()
    }
}
