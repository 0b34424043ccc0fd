import ArgumentParser
import Diagnostics
import Layers
import Store

/// How layers are compressed on their way out of the store.
struct CompressionOptions: ParsableArguments {
    @Option(help: ArgumentHelp("gzip (default), zstd or uncompressed.", valueName: "format"))
    var compression: String?

    @Option(help: ArgumentHelp("From fast to small: 0 to 9 for gzip, 0 to 22 for zstd.", valueName: "level"))
    var compressionLevel: Int?

    @Flag(help: "Compress layers again that came from elsewhere in another way.")
    var forceCompression = false

    /// Whether any of the options is given.
    var isGiven: Bool { compression != nil || compressionLevel != nil || forceCompression }

    /// - Throws: `usage` for an unknown format or a level that it does not have.
    func layerCompression(default format: CompressionFormat = .gzip) throws(BuildError) -> LayerCompression {
        try LayerCompression(
            format: try compression.map { text throws(BuildError) in try CompressionFormat(named: text) } ?? format,
            level: compressionLevel, force: forceCompression)
    }
}

extension CompressionFormat {
    /// - Throws: `usage` for a name that is none.
    init(named name: String) throws(BuildError) {
        switch name {
        case "gzip": self = .gzip
        case "zstd": self = .zstd
        case "uncompressed": self = .none
        default:
            throw BuildError(
                .usage, "'\(name)' is no way to compress layers: expected gzip, zstd or uncompressed",
                help: Suggestion.help(for: name, in: ["gzip", "zstd", "uncompressed"]))
        }
    }
}
