import Diagnostics
import Glibc
import Planning

/// Where the files of a build context are.
enum ContextAddress: Hashable, Sendable {
    /// An absolute path.
    case directory(String)
    /// A tar, or a Dockerfile without a context, on standard input.
    case standardInput
    /// A git repository, an archive, or a Dockerfile without a context.
    case remote(RemoteSource)

    /// What tells it from others.
    var text: String {
        switch self {
        case .directory(let path): path
        case .standardInput: "-"
        case .remote(let source): "\(source)"
        }
    }

    /// Reads the argument of `build`: a directory, `-`, or an address.
    ///
    /// - Throws: `notFound` and `usage` for what is neither.
    init(parsing text: String, _ session: Session) throws(BuildError) {
        if text == "-" {
            self = .standardInput
            return
        }
        var status = stat()
        if stat(text, &status) == 0 {
            guard status.st_mode & S_IFMT == S_IFDIR else {
                throw BuildError(
                    .usage, "build context '\(text)' is not a directory", help: "use its directory, and -f '\(text)'")
            }
            self = .directory(session.absolute(text))
            return
        }
        let reason = String(cString: strerror(errno))
        guard let source = try Self.remote(text) else {
            throw BuildError(.notFound, "build context '\(text)' can't be used: \(reason)")
        }
        self = .remote(source)
    }

    /// Reads the address of something that is fetched; nil for other text.
    ///
    /// - Throws: `usage`.
    static func remote(_ text: String) throws(BuildError) -> RemoteSource? {
        do throws(BuildError) {
            if let repository = try GitSource(parsing: text, allowsShortForm: true) { return .repository(repository) }
            return try RemoteSource(parsing: text)
        } catch {
            throw BuildError(.usage, "build context \(error.message)", help: error.help)
        }
    }
}
