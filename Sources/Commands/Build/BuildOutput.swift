import Diagnostics
import ImageModel
import Layers
import Store

/// Where a build's result goes.
enum BuildOutput: Hashable, Sendable {
    /// The local store, and a registry from there.
    case image(ImageOutput)
    /// An archive of the image; `-` is standard output.
    case archive(ArchiveForm, destination: String, LayerCompression?)
    /// The files of the result, in a directory.
    case local(destination: String)
    /// The files of the result, in a tar; `-` is standard output.
    case tar(destination: String)

    var isImage: Bool {
        if case .image = self { true } else { false }
    }

    static let types = ["image", "registry", "oci", "docker", "local", "tar"]

    /// Reads one `--output`: fields, or docker's short form, a directory or `-` alone.
    init(parsing text: String) throws(BuildError) {
        guard text.contains("=") else {
            self = text == "-" ? .tar(destination: "-") : .local(destination: text)
            return
        }
        var fields = try CommaSeparatedFields(text, option: "--output")
        let type = fields.take("type")
        let destination = fields.take("dest")
        switch type {
        case "image": self = .image(try ImageOutput(&fields, isPushed: false))
        case "registry": self = .image(try ImageOutput(&fields, isPushed: true))
        // Without a destination docker loads the image, which is what the store is for.
        case "docker" where destination == nil: self = .image(try ImageOutput(&fields, isPushed: false))
        case "docker": self = .archive(.docker, destination: destination ?? "-", try LayerCompression(&fields))
        case "oci": self = .archive(.oci, destination: destination ?? "-", try LayerCompression(&fields))
        case "tar": self = .tar(destination: destination ?? "-")
        case "local":
            guard let destination else { throw fields.error("it needs a directory", help: "add dest=DIRECTORY") }
            self = .local(destination: destination)
        default:
            throw fields.error(
                "unknown type '\(type ?? "")': expected \(Self.types.joined(separator: ", "))",
                help: type.flatMap { Suggestion.help(for: $0, in: Self.types) })
        }
        try fields.finish()
    }
}

/// An image that goes to the store, and perhaps on to a registry.
struct ImageOutput: Hashable, Sendable {
    /// Further names beside those of `--tag`.
    var names: [ImageReference] = []
    var isPushed = false
    /// Whether it is pushed without a tag.
    var isPushedByDigest = false
    /// Whether the registry's certificate is verified; nil leaves it to the configuration.
    var verifiesTLS: Bool?
    var compression = LayerCompression.gzip
    var mediaTypes = MediaTypeFamily.oci
    var annotations: [String: String] = [:]

    init(isPushed: Bool = false) {
        self.isPushed = isPushed
    }

    fileprivate init(_ fields: inout CommaSeparatedFields, isPushed: Bool) throws(BuildError) {
        for name in fields.take("name")?.split(separator: ",") ?? [] {
            names.append(try ImageReference(parsing: String(name)))
        }
        isPushedByDigest = try fields.takeFlag("push-by-digest")
        self.isPushed = try fields.takeFlag("push", default: isPushed) || isPushedByDigest
        if try fields.takeFlag("registry.insecure") { verifiesTLS = false }
        mediaTypes = try fields.takeFlag("oci-mediatypes", default: true) ? .oci : .docker
        annotations = fields.takeAll(withPrefix: "annotation.")
        compression = try LayerCompression(&fields) ?? .gzip
    }
}

extension LayerCompression {
    /// Takes the fields that say how layers are compressed; nil if there are none.
    init?(_ fields: inout CommaSeparatedFields) throws(BuildError) {
        let format = fields.take("compression")
        let level = fields.take("compression-level")
        let force = try fields.takeFlag("force-compression")
        if format == nil, level == nil, !force { return nil }
        if let level, Int(level) == nil { throw fields.error("'\(level)' is no level of compression") }
        try self.init(
            format: try format.map { text throws(BuildError) in try CompressionFormat(named: text) } ?? .gzip,
            level: level.flatMap { Int($0) }, force: force)
    }
}
