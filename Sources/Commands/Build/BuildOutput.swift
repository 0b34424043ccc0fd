import Diagnostics
import Execution
import ImageModel
import Layers
import Planning
import Store

/// Where a build's result goes.
enum BuildOutput: Hashable, Sendable {
    /// The local store, and a registry from there.
    case image(ImageOutput)
    /// An archive of the image; `-` is standard output.
    case archive(ArchiveForm, destination: String, LayerCompression?)
    /// The files of the result, in a directory.
    case local(destination: String, PlatformFolders)
    /// The files of the result, in a tar; `-` is standard output.
    case tar(destination: String, PlatformFolders)

    var isImage: Bool {
        if case .image = self { true } else { false }
    }

    /// Whether it holds images, not their files.
    var isOfImages: Bool {
        switch self {
        case .image, .archive: true
        case .local, .tar: false
        }
    }

    /// What the layers of an archive are compressed with.
    var archiveCompression: LayerCompression? {
        guard case .archive(let form, _, let compression) = self else { return nil }
        return compression ?? form.usualCompression
    }

    /// Whether manifests leave the store here.
    var carriesAnnotations: Bool {
        switch self {
        case .image(let output): output.isPushed
        case .archive(let form, _, _): form == .oci
        case .local, .tar: false
        }
    }

    static let types = ["image", "registry", "oci", "docker", "local", "tar"]

    /// Docker's short form: a directory, or `-` for a tar on standard output.
    fileprivate init(short text: String) {
        self = text == "-" ? .tar(destination: "-", .usual) : .local(destination: text, .usual)
    }

    fileprivate init(_ fields: inout CommaSeparatedFields) throws(BuildError) {
        let type = fields.take("type")
        let destination = fields.take("dest")
        switch type {
        case "image": self = .image(try ImageOutput(&fields, isPushed: false))
        case "registry": self = .image(try ImageOutput(&fields, isPushed: true))
        // Without a destination docker loads the image, which is what the store is for.
        case "docker" where destination == nil: self = .image(try ImageOutput(&fields, isPushed: false))
        case "docker": self = .archive(.docker, destination: destination ?? "-", try LayerCompression(&fields))
        case "oci": self = .archive(.oci, destination: destination ?? "-", try LayerCompression(&fields))
        case "tar": self = .tar(destination: destination ?? "-", try PlatformFolders(&fields))
        case "local":
            guard let destination else { throw fields.error("it needs a directory", help: "add dest=DIRECTORY") }
            self = .local(destination: destination, try PlatformFolders(&fields))
        default:
            throw fields.error(
                "unknown type '\(type ?? "")': expected \(Self.types.joined(separator: ", "))",
                help: type.flatMap { Suggestion.help(for: $0, in: Self.types) })
        }
    }
}

/// An output as it is asked for: where the result goes, and what times it has there.
struct RequestedOutput: Hashable, Sendable {
    var output: BuildOutput
    /// `source-date-epoch`, in place of the build's own.
    var epoch: Int64?
    /// What `rewrite-timestamp` and the options that date files make of the times of files in the build's own layers.
    var fileTimes = ImageFileTimes.own

    init(_ output: BuildOutput) {
        self.output = output
    }

    /// The same with one time for the image and all files of the build's own layers, unless it has an epoch of its own.
    ///
    /// - Parameter time: `--timestamp`, in seconds since 1970.
    func dated(_ time: Int64) -> RequestedOutput {
        guard epoch == nil else { return self }
        var dated = self
        dated.epoch = time
        if output.isOfImages { dated.fileTimes = .exact }
        return dated
    }

    /// The same with no file of the build's own layers newer than its epoch.
    func rewritten() -> RequestedOutput {
        var rewritten = self
        if output.isOfImages { rewritten.fileTimes = .noNewer }
        return rewritten
    }

    /// Reads one `--output`: fields, or docker's short form, a directory or `-` alone.
    init(parsing text: String) throws(BuildError) {
        guard text.contains("=") else {
            output = BuildOutput(short: text)
            return
        }
        var fields = try CommaSeparatedFields(text, option: "--output")
        epoch = try fields.take("source-date-epoch").map { text throws(BuildError) in
            try Planner.sourceDateEpoch(text)
        }
        output = try BuildOutput(&fields)
        if output.isOfImages, try fields.takeFlag("rewrite-timestamp") { fileTimes = .noNewer }
        try fields.finish()
    }
}

/// Whether each platform's files are in a folder of its own, such as `linux_amd64`.
enum PlatformFolders: Hashable, Sendable {
    /// Where there are several platforms.
    case usual
    case always
    case never

    fileprivate init(_ fields: inout CommaSeparatedFields) throws(BuildError) {
        let isUsual = !fields.has("platform-split")
        self = try fields.takeFlag("platform-split") ? .always : isUsual ? .usual : .never
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
    /// Nil for those of `--format`.
    var mediaTypes: MediaTypeFamily?
    var annotations = ImageAnnotations()

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
        if fields.has("oci-mediatypes") { mediaTypes = try fields.takeFlag("oci-mediatypes") ? .oci : .docker }
        annotations = try ImageAnnotations(&fields)
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
