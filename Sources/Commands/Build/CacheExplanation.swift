import Diagnostics
import Execution
import ImageModel
import Planning
import Store

/// Says for each step of a build why it ran (`--explain-cache`), by what is remembered of the build before.
struct CacheExplanation: Sendable {
    private let store: ImageStore
    /// Names what is built: builds of the same are compared.
    private let build: Digest
    private let isWanted: Bool

    init(_ settings: BuildSettings, of store: ImageStore) {
        self.store = store
        isWanted = settings.explainsCache
        var hasher = DigestHasher()
        for field in [
            settings.context.text, settings.file ?? "", settings.request.target ?? "",
            settings.platforms.map(\.description).joined(separator: ","),
        ] { hasher.update(field: field) }
        build = hasher.finalize()
    }

    /// Remembers a build that is done.
    ///
    /// - Returns: what to say of its steps; nil if nobody asked.
    func record(_ solver: Solver) async throws -> String? {
        if isWanted { return Self.text(try await explanations(of: solver)) }
        // A build that ran nothing changed nothing that the next one would have to explain; and none fails for this.
        if await !solver.executed.isEmpty { _ = try? await explanations(of: solver) }
        return nil
    }

    private func explanations(of solver: Solver) async throws -> [StepExplanation] {
        // What another version of pith remembered tells nothing.
        let bytes = try store.builds.record(of: build)
        let before = bytes.flatMap { try? CanonicalJSON.decode(BuildRecord.self, from: $0, what: "a build's record") }
        let record = try await solver.record(before: before)
        if record != before { try store.builds.keep(try CanonicalJSON.encode(record), of: build) }
        return await solver.explanations(of: record, before: before)
    }

    /// A line for each step.
    private static func text(_ steps: [StepExplanation]) -> String {
        let width = steps.map(\.name.count).max() ?? 0
        let lines = steps.map { step in
            let name = step.name.escapingControls.padded(toWidth: min(width, longestName))
            return "  \(name)  \(step.reason.map { "ran: \($0.text(step.names))" } ?? "cached")\n"
        }
        return "Cache:\n" + lines.joined()
    }

    private static let longestName = 60
}

extension RunReason {
    /// In words.
    ///
    /// - Parameter names: those of the build's steps.
    func text(_ names: [String]) -> String {
        switch self {
        case .ignoredCache: "the cache was not to be used"
        case .firstBuild: "this was not built here before"
        case .newInstruction: "the instruction is new"
        case .changedInstruction(let text): "the instruction was '\(text)'".escapingControls
        case .changedParts(let parts): "\(Self.list(parts)) changed".escapingControls
        case .changedFiles(let changes) where changes.isEmpty: "the files it takes from the context changed"
        case .changedFiles(let changes):
            Self.list(changes.map { "'\($0.path)' \($0.kind.rawValue)" }).escapingControls
        case .changedInput(let index): "'\(names[index])' gave another result".escapingControls
        case .missingResult: "its result is not in the cache any more"
        }
    }

    /// The first few of a list.
    private static func list(_ items: [String]) -> String {
        let shown = items.prefix(mostShown).joined(separator: ", ")
        return items.count > mostShown ? "\(shown) and \(items.count - mostShown) more" : shown
    }

    private static let mostShown = 5
}
