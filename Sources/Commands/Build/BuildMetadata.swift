import ImageModel

/// What `--metadata-file` tells other programs of a build, in buildx's words.
struct BuildMetadata: Encodable {
    /// The manifest or index of the image.
    private let descriptor: Descriptor
    /// The ID of the image; nil for several platforms.
    private let config: Digest?
    private let names: [ImageReference]

    private enum CodingKeys: String, CodingKey {
        case config = "containerimage.config.digest"
        case descriptor = "containerimage.descriptor"
        case digest = "containerimage.digest"
        case names = "image.name"
    }

    init(_ descriptor: Descriptor, config: Digest?, names: [ImageReference]) {
        self.descriptor = descriptor
        self.config = config
        self.names = names
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(config, forKey: .config)
        try container.encode(descriptor, forKey: .descriptor)
        try container.encode(descriptor.digest, forKey: .digest)
        if !names.isEmpty {
            try container.encode(names.map(\.description).joined(separator: ","), forKey: .names)
        }
    }
}
