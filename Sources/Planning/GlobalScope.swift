package import Diagnostics
import Dockerfile
import ImageModel

/// The arguments before the first `FROM`, and the predefined ones of the platform (Dockerfile reference, "Automatic
/// platform ARGs in the global scope").
struct GlobalScope {
    private(set) var values: [String: String]
    private let expander: WordExpander
    /// No name of an image or a platform is that long; doubled arguments end here, in Unicode scalars.
    private static let longestValue = 1 << 16

    private let givenEpoch: String?

    init(_ document: DockerfileDocument, _ request: BuildRequest) throws(BuildError) {
        expander = WordExpander(escape: document.escape, limit: Self.longestValue)
        values = Planner.platformArguments(request)
        givenEpoch = request.buildArguments[Self.epochName]
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

    private static let epochName = "SOURCE_DATE_EPOCH"

    /// `SOURCE_DATE_EPOCH`, as an option or as the default of a global argument (reproducible-builds.org, "SOURCE_DATE_EPOCH
    /// specification"); nil where it is not set, or empty.
    ///
    /// - Throws: `usage` for what is no number of seconds since 1970.
    var sourceDateEpoch: Int64? {
        get throws(BuildError) {
            guard let text = givenEpoch ?? values[Self.epochName], !text.isEmpty else { return nil }
            return try Planner.sourceDateEpoch(text)
        }
    }

    private mutating func declare(_ declaration: ArgumentDeclaration, _ request: BuildRequest) throws(BuildError) {
        let name = try expand(declaration.name)
        if let value = request.buildArguments[name] {
            values[name] = value
        } else if let word = declaration.value {
            values[name] = try expand(word)
        }
        if name == Self.epochName, values[name] == BuildRequest.timeOfContext {
            values[name] = request.contextTime.map { "\($0)" }
        }
    }
}

extension Planner {
    /// Reads `SOURCE_DATE_EPOCH`, or what else is a time of that form.
    ///
    /// - Parameter name: what says it.
    /// - Throws: `usage` for what is no number of seconds between 1970 and 9999.
    package static func sourceDateEpoch(
        _ text: String, of name: String = "SOURCE_DATE_EPOCH"
    ) throws(BuildError) -> Int64 {
        guard let seconds = Int64(text), (0...253_402_300_799).contains(seconds) else {
            throw BuildError(
                .usage, "\(name) '\(text)' can't be used: it is not a number of seconds since 1970",
                help: "for example: \(name)=$(git log -1 --format=%ct)")
        }
        return seconds
    }
}
