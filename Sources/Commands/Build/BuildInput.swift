import Diagnostics
import Dockerfile
import Glibc

/// The Dockerfile of a build, read and parsed.
struct BuildInput: Sendable {
    let document: DockerfileDocument
    /// What the parser noticed, and builds all the same; build checks are apart from it.
    let warnings: [Diagnostic]

    /// - Throws: `notFound` if there is no Dockerfile, `invalidInput` with all that is wrong in it.
    init(_ settings: BuildSettings) throws(BuildError) {
        let (document, diagnostics) = DockerfileParser.parse(try Self.read(settings))
        let errors = diagnostics.filter { $0.severity == .error }
        guard errors.isEmpty else { throw BuildError(.invalidInput, errors) }
        self.document = document
        warnings = diagnostics
    }

    /// - Throws: `notFound` if there is no Dockerfile.
    static func read(_ settings: BuildSettings) throws(BuildError) -> SourceFile {
        if settings.file == "-" { return SourceFile(name: "-", bytes: try TextFile.read(STDIN_FILENO, name: "-")) }
        if let file = settings.file { return SourceFile(name: file, bytes: try TextFile.read(file)) }
        for name in ["Dockerfile", "dockerfile"] {
            if let file = try TextFile.readIfThere("\(settings.contextDirectory)/\(name)", name: name) { return file }
        }
        throw BuildError(
            .notFound, "there is no Dockerfile in '\(settings.contextDirectory)'",
            help: "name it with '-f FILE', or another directory as the build context")
    }
}
