import Diagnostics
import Dockerfile
import Glibc
import Layers
import SystemPackage

/// The Dockerfile of a build, read and parsed.
struct BuildInput: Sendable {
    let document: DockerfileDocument
    /// What the parser noticed, and builds all the same; build checks are apart from it.
    let warnings: [Diagnostic]

    /// - Throws: `notFound` if there is no Dockerfile, `invalidInput` with all that is wrong in it.
    init(_ settings: BuildSettings, _ context: LoadedContext) throws(BuildError) {
        let (document, diagnostics) = DockerfileParser.parse(try Self.read(settings, context))
        let errors = diagnostics.filter { $0.severity == .error }
        guard errors.isEmpty else { throw BuildError(.invalidInput, errors) }
        self.document = document
        warnings = diagnostics
    }

    /// - Throws: `notFound` if there is no Dockerfile.
    static func read(_ settings: BuildSettings, _ context: LoadedContext) throws(BuildError) -> SourceFile {
        if let dockerfile = context.dockerfile { return SourceFile(name: "Dockerfile", bytes: dockerfile) }
        if settings.file == "-" { return SourceFile(name: "-", bytes: try TextFile.read(STDIN_FILENO, name: "-")) }
        if context.isLocal {
            if let file = settings.file {
                try checkLink(file, in: context)
                return SourceFile(name: file, bytes: try TextFile.read(file))
            }
            for name in names {
                try checkLink("\(context.directory)/\(name)", in: context)
                if let file = try TextFile.readIfThere("\(context.directory)/\(name)", name: name) { return file }
            }
        } else {
            // Its links must not lead to files of this machine.
            let root = try RootedDirectory(FilePath(context.directory), failureCode: .notFound)
            for name in settings.file.map({ [$0] }) ?? names {
                if let bytes = try root.read(FilePath("/\(name)"), limit: 16 << 20) {
                    return SourceFile(name: name, bytes: bytes)
                }
            }
        }
        let place = context.isLocal ? "in '\(context.directory)'" : "in the build context"
        throw BuildError(
            .notFound, "there is no \(settings.file ?? "Dockerfile") \(place)",
            help: "name it with '-f FILE', or another directory as the build context")
    }

    /// What errors show of a file is not to be a file of this machine that whoever made the context has chosen.
    ///
    /// - Throws: `usage` for a link in the context that leads out of it.
    private static func checkLink(_ file: String, in context: LoadedContext) throws(BuildError) {
        let place = FilePath(file).removingLastComponent().string
        guard let root = realPath(context.directory), let directory = realPath(place.isEmpty ? "." : place),
            let target = realPath(file), root != "/", "\(directory)/".hasPrefix("\(root)/"),
            !target.hasPrefix("\(root)/")
        else { return }
        throw BuildError(
            .usage, "'\(file)' can't be read: it is a link to '\(target)', which is outside of the build context",
            help: "name that file with '-f'")
    }

    private static func realPath(_ path: String) -> String? {
        guard let text = realpath(path, nil) else { return nil }
        defer { free(text) }
        return String(cString: text)
    }

    static let names = ["Dockerfile", "dockerfile"]
}
