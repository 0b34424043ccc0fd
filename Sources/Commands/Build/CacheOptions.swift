import Diagnostics
import Execution
import ImageModel
import Layers
import Store

/// A place that a shared build cache is read from (`--cache-from`).
struct CacheSource: Hashable, Sendable {
    enum Place: Hashable, Sendable {
        /// A cache, or an image that carries one.
        case registry(ImageReference, verifiesTLS: Bool?)
        /// A directory that `--cache-to type=local` has written.
        case local(directory: String, name: ManifestName?)
    }

    let place: Place
    /// Whether cache mounts that are empty here are restored.
    let includesMounts: Bool

    static let types = ["registry", "local"]

    /// Reads one `--cache-from`: fields, or docker's short form, a name alone.
    init(parsing text: String, _ session: Session) throws(BuildError) {
        guard text.contains("=") else {
            place = .registry(try ImageReference(parsing: text), verifiesTLS: nil)
            includesMounts = false
            return
        }
        var fields = try CommaSeparatedFields(text, option: "--cache-from")
        let type = fields.take("type") ?? "registry"
        switch type {
        case "registry": place = .registry(try fields.takeReference(), verifiesTLS: try fields.takeVerification())
        case "local":
            guard let source = fields.take("src") else {
                throw fields.error("it needs a directory", help: "add src=DIRECTORY")
            }
            let digest = try fields.take("digest").map { text throws(BuildError) in try Digest(parsing: text) }
            let name = digest.map { ManifestName.digest($0) } ?? fields.take("tag").map { ManifestName.tag($0) }
            place = .local(directory: session.absolute(source), name: name)
        default: throw fields.unknownType(type, Self.types)
        }
        includesMounts = try fields.takeFlag("mounts")
        try fields.finish()
    }

    /// What progress shows.
    var description: String {
        switch place {
        case .registry(let reference, _): reference.familiar
        case .local(let directory, _): directory
        }
    }
}

/// A place that a build leaves its results in for other machines (`--cache-to`).
struct CacheDestination: Hashable, Sendable {
    enum Place: Hashable, Sendable {
        case registry(ImageReference, verifiesTLS: Bool?)
        case local(directory: String, tag: String)
        /// The config of the image itself.
        case inline
    }

    let place: Place
    let mode: CacheMode
    let compression: LayerCompression
    /// Whether a failure is only a warning.
    let ignoresErrors: Bool
    /// Whether the files of cache mounts are left too.
    let includesMounts: Bool

    static let types = ["registry", "local", "inline"]

    /// Reads one `--cache-to`: fields, or docker's short form, a name alone.
    init(parsing text: String, _ session: Session) throws(BuildError) {
        guard text.contains("=") else {
            place = text == "inline" ? .inline : .registry(try ImageReference(parsing: text), verifiesTLS: nil)
            (mode, compression, ignoresErrors, includesMounts) = (.min, .gzip, false, false)
            return
        }
        var fields = try CommaSeparatedFields(text, option: "--cache-to")
        let type = fields.take("type") ?? "registry"
        switch type {
        case "registry": place = .registry(try fields.takeReference(), verifiesTLS: try fields.takeVerification())
        case "local":
            guard let directory = fields.take("dest") else {
                throw fields.error("it needs a directory", help: "add dest=DIRECTORY")
            }
            place = .local(directory: session.absolute(directory), tag: fields.take("tag") ?? "latest")
        case "inline": place = .inline
        default: throw fields.unknownType(type, Self.types)
        }
        let name = fields.take("mode") ?? CacheMode.min.rawValue
        guard let mode = CacheMode(rawValue: name.lowercased()) else {
            throw fields.error("'mode' is min or max, not '\(name)'")
        }
        guard place != .inline || mode == .min else {
            throw fields.error(
                "an image's own config can hold its own layers only", help: "use type=registry for mode=max")
        }
        self.mode = mode
        compression = try LayerCompression(&fields) ?? .gzip
        ignoresErrors = try fields.takeFlag("ignore-error")
        includesMounts = try fields.takeFlag("mounts")
        guard place != .inline || !includesMounts else {
            throw fields.error(
                "an image's own config can't hold cache mounts", help: "use type=registry for mounts=true")
        }
        // Pith's caches are always OCI image manifests.
        for name in ["oci-mediatypes", "image-manifest"] where try !fields.takeFlag(name, default: true) {
            throw fields.error("'\(name)' can't be false")
        }
        try fields.finish()
    }

    /// What progress shows.
    var description: String {
        switch place {
        case .registry(let reference, _): reference.familiar
        case .local(let directory, _): directory
        case .inline: "the image"
        }
    }
}

extension CommaSeparatedFields {
    fileprivate mutating func takeReference() throws(BuildError) -> ImageReference {
        guard let name = take("ref") else { throw error("it needs a name", help: "add ref=REGISTRY/NAME") }
        return try ImageReference(parsing: name)
    }

    /// Whether a registry's certificate is verified; nil leaves it to the configuration.
    fileprivate mutating func takeVerification() throws(BuildError) -> Bool? {
        try takeFlag("registry.insecure") ? false : nil
    }

    fileprivate func unknownType(_ type: String, _ types: [String]) -> BuildError {
        error(
            "unknown type '\(type)': expected \(types.joined(separator: ", "))",
            help: Suggestion.help(for: type, in: types))
    }
}
