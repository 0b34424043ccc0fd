import Diagnostics
import Dockerfile
import Glibc

/// A Dockerfile to check, with what its build context leaves out.
struct CheckInput {
    let file: SourceFile
    let ignored: IgnorePatterns

    /// - Parameter files: `-f`; without it a path that is a directory stands for its Dockerfile.
    static func all(files: [String], paths: [String]) throws(BuildError) -> [CheckInput] {
        var inputs: [CheckInput] = []
        for file in files { inputs.append(try CheckInput(file: file, context: paths.first ?? ".")) }
        guard files.isEmpty else { return inputs }
        for path in paths { inputs.append(try CheckInput(path: path)) }
        return inputs
    }

    init(file: SourceFile, ignored: IgnorePatterns) {
        self.file = file
        self.ignored = ignored
    }

    private init(file: String, context: String) throws(BuildError) {
        let bytes = try file == "-" ? TextFile.read(STDIN_FILENO, name: "-") : TextFile.read(file)
        let source = SourceFile(name: file, bytes: bytes)
        self.init(file: source, ignored: try Self.ignored(besides: file, in: context))
    }

    private init(path: String) throws(BuildError) {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            let directory = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
            try self.init(file: path, context: directory.isEmpty ? "." : directory.joined(separator: "/") + "/")
            return
        }
        let prefix = path == "." ? "" : path.hasSuffix("/") ? path : path + "/"
        for name in ["Dockerfile", "dockerfile"] {
            guard let file = try TextFile.readIfThere(prefix + name, name: prefix + name) else { continue }
            self.init(file: file, ignored: try Self.ignored(besides: prefix + name, in: path))
            return
        }
        throw BuildError(
            .notFound, "there is no Dockerfile in '\(path)'", help: "name it, or use another directory")
    }

    /// What the ignore file beside the Dockerfile, or else the context's own, leaves out.
    static func ignored(besides dockerfile: String, in context: String) throws(BuildError) -> IgnorePatterns {
        for path in ["\(dockerfile).dockerignore", "\(context)/.dockerignore"] {
            let name = path.split(separator: "/").last.map(String.init) ?? path
            if let file = try TextFile.readIfThere(path, name: name) { return try IgnorePatterns(parsing: file) }
        }
        return .none
    }
}
