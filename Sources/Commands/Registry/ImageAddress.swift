import Diagnostics
import ImageModel

/// A place that an image is copied from or to, as skopeo spells them.
enum ImageAddress: Hashable, Sendable {
    /// `docker://NAME`
    case registry(ImageReference)
    /// `oci:DIRECTORY[:TAG]`
    case layout(directory: String, name: ManifestName?)
    /// `oci-archive:FILE[:NAME]` and `docker-archive:FILE[:NAME]`
    case archive(file: String, ArchiveForm, name: String?)
    /// `store:NAME`, or a name alone.
    case store(String)

    var isStore: Bool {
        if case .store = self { true } else { false }
    }

    static let schemes = ["docker://", "oci:", "oci-archive:", "docker-archive:", "store:"]

    /// - Throws: `usage`.
    init(parsing text: String, _ session: Session) throws(BuildError) {
        func rest(_ scheme: String) -> String? { text.hasPrefix(scheme) ? String(text.dropFirst(scheme.count)) : nil }
        if let name = rest("docker://") {
            self = .registry(try ImageReference(parsing: name))
        } else if let place = rest("oci:") {
            let (path, name) = try Self.split(place, text)
            self = .layout(directory: session.absolute(path), name: try name.map(Self.manifestName))
        } else if let place = rest("oci-archive:") {
            let (path, name) = try Self.split(place, text)
            self = .archive(file: session.absolute(path), .oci, name: name)
        } else if let place = rest("docker-archive:") {
            let (path, name) = try Self.split(place, text)
            self = .archive(file: session.absolute(path), .docker, name: name)
        } else if let name = rest("store:") {
            self = .store(name)
        } else if let end = text.firstRange(of: "://")?.upperBound {
            let scheme = String(text[..<end])
            throw BuildError(
                .usage, "'\(text)' can't be copied: '\(scheme)' is not known",
                help: Suggestion.help(for: scheme, in: Self.schemes) ?? "use \(Self.schemes.joined(separator: ", "))")
        } else {
            self = .store(text)
        }
    }

    /// A path, and what follows its first colon; a digest follows an `@`.
    private static func split(_ place: String, _ text: String) throws(BuildError) -> (path: String, name: String?) {
        let end = place.firstRange(of: "@sha256:")?.lowerBound ?? place.firstIndex(of: ":") ?? place.endIndex
        guard end > place.startIndex else { throw BuildError(.usage, "'\(text)' names no file or directory") }
        let name = end == place.endIndex ? nil : String(place[place.index(after: end)...])
        guard name != "" else { throw BuildError(.usage, "'\(text)' ends where a name should follow") }
        return (String(place[..<end]), name)
    }

    static func manifestName(_ text: String) throws(BuildError) -> ManifestName {
        text.hasPrefix("sha256:") ? .digest(try Digest(parsing: text)) : .tag(text)
    }
}
