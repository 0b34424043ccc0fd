import Analysis
import Diagnostics
import ImageModel
import Layers

/// Images of a few files, made for a test: each layer is a real tar.
struct SampleImage {
    /// One entry of a layer.
    struct Entry {
        var entry: TarEntry
        var content: [UInt8]
    }

    /// A file with content, or of as many zeros as `size`.
    static func file(
        _ path: String, _ content: String = "", size: Int? = nil, mode: UInt16 = 0o644, owner: FileOwner = .root
    ) -> Entry {
        let bytes = size.map { [UInt8](repeating: 0, count: $0) } ?? Array(content.utf8)
        return Entry(
            entry: TarEntry(path: Array(path.utf8), kind: .file, mode: mode, owner: owner, size: Int64(bytes.count)),
            content: bytes)
    }

    static func directory(_ path: String, mode: UInt16 = 0o755) -> Entry {
        Entry(entry: TarEntry(path: Array(path.utf8), kind: .directory, mode: mode), content: [])
    }

    static func link(_ path: String, to target: String, kind: TarEntry.Kind = .symbolicLink) -> Entry {
        Entry(
            entry: TarEntry(path: Array(path.utf8), kind: kind, mode: 0o777, linkTarget: Array(target.utf8)),
            content: [])
    }

    /// An image that has been read, its layers lowest first.
    static func inspect(
        _ layers: [[Entry]], config: ContainerConfig = ContainerConfig(), instructions: [String] = [],
        reference: String = "app:1"
    ) throws(BuildError) -> InspectedImage {
        let inspector = LayerInspector(for: config, temporaryDirectory: "/tmp")
        var inspected = [InspectedLayer]()
        for layer in layers { inspected.append(try inspector.inspect(BytesSource(try tar(layer)))) }
        var image = ImageConfig(platform: Platform(os: "linux", architecture: "amd64"), config: config)
        image.diffIDs = layers.indices.map { Digest(of: "layer \($0)".utf8) }
        image.history = instructions.map { HistoryEntry(createdBy: $0) }
        return InspectedImage(
            reference: reference, id: Digest(of: reference.utf8), config: image, paths: inspector.paths,
            layers: inspected, compressedSizes: layers.indices.map { 100 * Int64($0 + 1) })
    }

    static func report(_ layers: [[Entry]], reference: String = "app:1") throws(BuildError) -> ImageReport {
        ImageReport(try inspect(layers, reference: reference))
    }

    static func tar(_ entries: [Entry]) throws(BuildError) -> [UInt8] {
        let sink = BytesSink()
        let writer = TarWriter(sink)
        for entry in entries {
            try writer.append(entry.entry)
            if !entry.content.isEmpty {
                try entry.content.withUnsafeBufferPointer { buffer throws(BuildError) in
                    try writer.write(UnsafeRawBufferPointer(buffer))
                }
            }
        }
        try writer.finish()
        return sink.bytes
    }
}

/// Takes a stream into memory.
final class BytesSink: ByteSink {
    private(set) var bytes = [UInt8]()

    func write(_ bytes: UnsafeRawBufferPointer) { self.bytes += bytes }

    func finish() {}
}

/// Gives a stream from memory.
final class BytesSource: ByteSource {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let part = rest.prefix(buffer.count)
        buffer.copyBytes(from: part)
        rest = rest.dropFirst(part.count)
        return part.count
    }
}
