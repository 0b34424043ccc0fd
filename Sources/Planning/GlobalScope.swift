import Diagnostics
import Dockerfile
import ImageModel

/// The arguments before the first `FROM`, and the predefined ones of the platform (Dockerfile reference, "Automatic
/// platform ARGs in the global scope").
struct GlobalScope {
    private(set) var values: [String: String]
    private let expander: WordExpander
    /// No name of an image or a platform is that long; doubled arguments end here, in Unicode scalars.
    private static let longestValue = 1 << 16

    init(_ document: DockerfileDocument, _ request: BuildRequest) throws(BuildError) {
        expander = WordExpander(escape: document.escape, limit: Self.longestValue)
        values = Planner.platformArguments(request)
        values["TARGETSTAGE"] = request.target ?? document.stages.last?.name ?? "default"
        for (name, value) in request.buildArguments where values[name] != nil { values[name] = value }
        for instruction in document.globalArguments {
            guard case .arg(let declarations) = instruction.kind else { continue }
            for declaration in declarations { try declare(declaration, request) }
        }
    }

    /// Expands a word of a `FROM` line.
    func expand(_ word: Word) throws(BuildError) -> String {
        try expander.expand(word) { values[$0] }.text
    }

    private mutating func declare(_ declaration: ArgumentDeclaration, _ request: BuildRequest) throws(BuildError) {
        let name = try expand(declaration.name)
        if let value = request.buildArguments[name] {
            values[name] = value
        } else if let word = declaration.value {
            values[name] = try expand(word)
        }
    }
}
