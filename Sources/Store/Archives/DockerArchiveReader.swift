import Diagnostics
import ImageModel
import Layers

/// Reads docker's own form of archive, which has configs and layers but no manifests: they are made here.
struct DockerArchiveReader {
    private let files: ArchiveIndex
    private(set) var entries = [LayoutEntry]()
    private(set) var contents = [Digest: BlobContent]()
    /// The layers that were hashed, by where they lie in the archive.
    private var hashed = [Int64: Descriptor]()
    /// The size of all documents so far.
    private var byteCount = 0

    /// - Parameter list: `manifest.json`.
    /// - Throws: `corrupt`.
    init(_ files: ArchiveIndex, list: FileSection) throws(BuildError) {
        self.files = files
        for item in try DockerArchiveItem.read(.file(list)) { try add(item) }
    }

    private mutating func add(_ item: DockerArchiveItem) throws(BuildError) {
        let content = BlobContent.file(try file(item.config))
        let bytes = try content.document("config '\(item.config)'")
        let configBlob = try add(content, bytes, .ociConfig)
        let config = try CanonicalJSON.decode(ImageConfig.self, from: bytes, what: "config '\(item.config)'")
        let paths = item.layers ?? []
        guard paths.count == config.diffIDs.count else {
            throw BuildError(
                .corrupt,
                "config '\(item.config)' is not its image's: it has \(config.diffIDs.count) layers, not \(paths.count)"
            )
        }
        var layers = [Descriptor]()
        for (path, diffID) in zip(paths, config.diffIDs) { layers.append(try layer(path, diffID)) }
        let manifest = try CanonicalJSON.encode(ImageManifest(config: configBlob, layers: layers))
        var descriptor = try add(.bytes(manifest), manifest, .ociManifest)
        descriptor.platform = config.platform
        let names = try item.references()
        let titles: [ImageReference?] = names.isEmpty ? [nil] : names
        entries += titles.map { LayoutEntry(descriptor: descriptor, title: .init(label: nil, name: $0)) }
    }

    private mutating func add(
        _ content: BlobContent, _ bytes: [UInt8], _ mediaType: MediaType
    ) throws(BuildError) -> Descriptor {
        byteCount += bytes.count
        guard bytes.count <= ImageContents.largestManifest, byteCount <= ImageContents.mostBytes else {
            throw BuildError(.corrupt, "archive can't be read: its configs are too large, or its layers too many")
        }
        let digest = Digest(of: bytes)
        contents[digest] = content
        return Descriptor(mediaType: mediaType, digest: digest, size: Int64(bytes.count))
    }

    /// The blob of a layer. An uncompressed one must have the diff ID as its digest, which shows when it is read;
    /// others are hashed now.
    private mutating func layer(_ path: String, _ diffID: Digest) throws(BuildError) -> Descriptor {
        let section = try file(path)
        let layer =
            switch try section.compression() {
            case .none: Descriptor(mediaType: .ociLayer, digest: diffID, size: section.size)
            case .gzip: try hashed(section, .ociLayerGzip)
            case .zstd: try hashed(section, .ociLayerZstd)
            }
        contents[layer.digest] = .file(section)
        return layer
    }

    private mutating func hashed(_ section: FileSection, _ mediaType: MediaType) throws(BuildError) -> Descriptor {
        if let known = hashed[section.offset] { return known }
        let source = HashingSource(FileSectionSource(section))
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 4096)
        defer { buffer.deallocate() }
        while try source.read(into: buffer) > 0 {}
        let layer = Descriptor(mediaType: mediaType, digest: source.digest, size: source.count)
        hashed[section.offset] = layer
        return layer
    }

    private func file(_ path: String) throws(BuildError) -> FileSection {
        guard let section = files.file(path) else {
            throw BuildError(.corrupt, "archive can't be read: '\(path)' is missing")
        }
        return section
    }
}
