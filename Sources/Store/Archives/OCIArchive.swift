package import Diagnostics
import Glibc
package import ImageModel
package import Layers
import SystemPackage

/// An image as an OCI image layout in one tar (OCI image specification, "Image Layout").
///
/// Layers are compressed into files of the process's own first, because a tar wants sizes before contents; then the
/// archive is written in one pass.
package struct OCIArchive: Sendable {
    private let store: ImageStore

    package init(store: ImageStore) {
        self.store = store
    }

    /// A blob of the archive: in memory or in a file.
    private enum Content {
        case bytes([UInt8])
        case file(String)
    }

    /// Writes an image; layers are compressed with gzip.
    ///
    /// - Parameters:
    ///   - names: become the entries of the index, one each; an image without any has one entry without a name.
    ///   - sink: takes the archive and is finished.
    /// - Throws: `corrupt` if a layer is not what the config says, `diskFull`, what the sink throws.
    package func write(_ image: StoredImage, names: [ImageReference], to sink: any ByteSink) throws(BuildError) {
        var blobs = [(descriptor: Descriptor, content: Content)]()
        defer {
            for case (_, .file(let path)) in blobs { unlink(path) }
        }
        let chain = try store.snapshots.chain(of: image.snapshot).reversed()
        for (snapshot, record) in zip(chain, image.layers) { blobs.append(try compress(record, of: snapshot)) }
        let layers = blobs.map(\.descriptor)
        let config = memory(image.configBytes, .ociConfig)
        let manifest = memory(
            try CanonicalJSON.encode(ImageManifest(config: config.descriptor, layers: layers)), .ociManifest)
        blobs += [config, manifest].map { ($0.descriptor, .bytes($0.bytes)) }
        let entries = names.isEmpty ? [nil] : names.map { Optional($0) }
        let index = ImageIndex(manifests: entries.map { entry(manifest.descriptor, image.config.platform, $0) })
        try writeTar(blobs, index: try CanonicalJSON.encode(index), to: sink)
    }

    private func compress(
        _ record: LayerRecord, of snapshot: Snapshot
    ) throws(BuildError) -> (descriptor: Descriptor, content: Content) {
        let (handle, path) = try TemporaryFile.make(in: store.workDirectory)
        defer { Glibc.close(handle) }
        do throws(BuildError) {
            let output = HashingSink(FileSink(FileDescriptor(rawValue: handle)))
            try LayerTars(store: store).write(
                record, of: snapshot, to: try CompressionFormat.gzip.compressing(into: output))
            try store.images.recordCompressedSize(output.count, of: record.diffID)
            let descriptor = Descriptor(mediaType: .ociLayerGzip, digest: output.digest, size: output.count)
            return (descriptor, .file(path))
        } catch {
            unlink(path)
            throw error
        }
    }

    private func memory(
        _ bytes: [UInt8], _ mediaType: MediaType
    ) -> (descriptor: Descriptor, bytes: [UInt8]) {
        (Descriptor(mediaType: mediaType, digest: Digest(of: bytes), size: Int64(bytes.count)), bytes)
    }

    /// An entry of the index, annotated as docker's and containerd's tools look for names.
    private func entry(_ manifest: Descriptor, _ platform: Platform, _ name: ImageReference?) -> Descriptor {
        var entry = manifest
        entry.platform = platform
        if let name {
            entry.annotations = [
                "io.containerd.image.name": name.description,
                "org.opencontainers.image.ref.name": name.tag ?? "latest",
            ]
        }
        return entry
    }

    private func writeTar(
        _ blobs: [(descriptor: Descriptor, content: Content)], index: [UInt8], to sink: any ByteSink
    ) throws(BuildError) {
        let tar = TarWriter(sink)
        for directory in ["blobs", "blobs/sha256"] {
            try tar.append(TarEntry(path: Array(directory.utf8), kind: .directory, mode: 0o755))
        }
        var written = Set<Digest>()
        for (descriptor, content) in blobs where written.insert(descriptor.digest).inserted {
            try append(content, size: descriptor.size, as: "blobs/sha256/\(descriptor.digest.hex)", to: tar)
        }
        try append(.bytes(index), size: Int64(index.count), as: "index.json", to: tar)
        let layout = Array(#"{"imageLayoutVersion":"1.0.0"}"#.utf8)
        try append(.bytes(layout), size: Int64(layout.count), as: "oci-layout", to: tar)
        try tar.finish()
        try sink.finish()
    }

    private func append(_ content: Content, size: Int64, as name: String, to tar: TarWriter) throws(BuildError) {
        try tar.append(TarEntry(path: Array(name.utf8), kind: .file, mode: 0o644, size: size))
        switch content {
        case .bytes(let bytes):
            try bytes.withUnsafeBufferPointer { buffer throws(BuildError) in
                try tar.write(UnsafeRawBufferPointer(buffer))
            }
        case .file(let path): try copy(path, to: tar)
        }
    }

    private func copy(_ path: String, to tar: TarWriter) throws(BuildError) {
        let handle = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard handle >= 0 else { throw BuildError.system(errno, "a compressed layer can't be read") }
        defer { Glibc.close(handle) }
        let source = FileSource(FileDescriptor(rawValue: handle))
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 4096)
        defer { buffer.deallocate() }
        while true {
            let count = try source.read(into: buffer)
            if count == 0 { return }
            try tar.write(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }
}
