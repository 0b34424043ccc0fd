import Diagnostics
import Glibc
import ImageModel
import Planning

/// What `--build-context` and the configuration say serves a name.
enum NamedContext: Hashable, Sendable {
    /// An absolute path.
    case directory(String)
    /// A git repository, or an archive that is fetched.
    case remote(RemoteSource)
    case image(ImageSourceAddress)

    /// Whether it has files rather than images.
    var isDirectory: Bool {
        if case .image = self { false } else { true }
    }

    init(parsing text: String, _ session: Session) throws(BuildError) {
        if let address = try ImageSourceAddress(parsing: text, session) {
            self = .image(address)
            return
        }
        var status = stat()
        if stat(text, &status) != 0, let source = try ContextAddress.remote(text) {
            self = .remote(source)
            return
        }
        if let scheme = text.firstRange(of: "://").map({ text[..<$0.lowerBound] }) {
            throw BuildError(
                .usage, "'\(text)' can't be a build context: '\(scheme)://' is not known",
                help: Suggestion.help(for: "\(scheme)://", in: ImageSourceAddress.schemes)
                    ?? "use a directory, the address of a git repository or an archive, \(ImageSourceAddress.schemes.joined(separator: ", "))"
            )
        }
        guard stat(text, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw BuildError(.notFound, "build context '\(text)' can't be used: it is not a directory")
        }
        self = .directory(session.absolute(text))
    }
}

/// A place that serves one image, or several by name.
enum ImageSourceAddress: Hashable, Sendable {
    /// `docker-image://REF`
    case image(ImageReference)
    /// `oci-layout://DIR[:TAG|@DIGEST]`
    case layout(directory: String, tag: String?, digest: Digest?)
    /// `compose://NAME`; empty where the name asked for decides.
    case composition(String)

    static let schemes = ["docker-image://", "oci-layout://", "compose://"]

    /// - Returns: nil for a text with none of the schemes.
    init?(parsing text: String, _ session: Session) throws(BuildError) {
        if text.hasPrefix("compose://") {
            self = .composition(String(text.dropFirst(10)))
        } else if text.hasPrefix("docker-image://") {
            self = .image(try ImageReference(parsing: String(text.dropFirst(15))))
        } else if text.hasPrefix("oci-layout://") {
            var path = String(text.dropFirst(13))
            var digest: Digest?
            var tag: String?
            if let at = path.lastIndex(of: "@") {
                digest = try Digest(parsing: String(path[path.index(after: at)...]))
                path = String(path[..<at])
            } else if let colon = path.lastIndex(of: ":"), !path[colon...].contains("/") {
                tag = String(path[path.index(after: colon)...])
                path = String(path[..<colon])
            }
            self = .layout(directory: session.absolute(path), tag: tag, digest: digest)
        } else {
            return nil
        }
    }
}
