package import Diagnostics
package import ImageModel
import Layers
package import SystemPackage

/// A layer of the store: its files, and what is known of its tar.
package struct StoredLayer: Hashable, Sendable {
    package let snapshot: Snapshot
    package let record: LayerRecord

    package init(snapshot: Snapshot, record: LayerRecord) {
        self.snapshot = snapshot
        self.record = record
    }
}

/// Layers of the store as blobs that can be read any number of times.
///
/// A layer that came as a blob stays as it came. One that was made here is compressed into a file of the process's own,
/// gone when this value is: at once if it never was before, else only when its blob is read, since its digest is known.
package struct LayerBlobs: Sendable {
    /// By diff ID.
    private var descriptors: [Digest: Descriptor] = [:]
    /// By the blob's own digest.
    private var files: [Digest: LayerBlobFile] = [:]

    /// How many layers are compressed at the same time; each uses all processors as well as it can.
    private static let parallelism = 2

    /// - Parameters:
    ///   - mediaTypes: whose names the blobs get; those that are kept as they are get the fitting one.
    ///   - early: takes blobs while they are compressed.
    /// - Throws: `corrupt` if a layer is not what its record says; `store`; `diskFull`.
    package static func prepare(
        _ layers: [StoredLayer], of store: ImageStore, compression: LayerCompression = .gzip,
        mediaTypes: MediaTypeFamily = .oci, early: (any EarlyBlobSink)? = nil
    ) async throws(BuildError) -> LayerBlobs {
        let maker = LayerBlobMaker(store: store, compression: compression, mediaTypes: mediaTypes, early: early)
        var unique = [Digest: StoredLayer]()
        for layer in layers { unique[layer.record.diffID] = layer }
        let blobs = try await concurrentMap(Array(unique.values), limit: parallelism) { layer throws(BuildError) in
            try await blockingThread { () throws(BuildError) in try maker.blob(of: layer) }
        }
        var prepared = LayerBlobs()
        for (diffID, blob) in zip(unique.keys, blobs) {
            prepared.descriptors[diffID] = blob.descriptor
            prepared.files[blob.descriptor.digest] = blob.file
        }
        return prepared
    }

    private init() {}

    /// Blobs that the store keeps; nil if one of them is not there any more.
    init?(kept blobs: [Descriptor], of store: ImageStore) throws(BuildError) {
        for blob in blobs {
            guard try store.blobs.size(of: blob.digest) == blob.size else { return nil }
            files[blob.digest] = LayerBlobFile(try store.blobs.section(of: blob))
        }
    }

    /// Adds the files of a directory as a layer with nothing below it. Nobody may change them meanwhile.
    ///
    /// - Returns: the blob, for a manifest.
    /// - Throws: `invalidInput` for what no layer can hold; `store`; `diskFull`.
    package mutating func add(
        _ directory: FilePath, of store: ImageStore, compression: LayerCompression
    ) async throws(BuildError) -> Descriptor {
        let place = FilePath(store.workDirectory)
        let (section, digest) = try await blockingThread { () throws(BuildError) in
            let file = try TemporaryFile.makeUnnamed(in: place)
            let output = HashingSink(FileSink(file.descriptor))
            let sink = try compression.format.compressing(into: output, level: compression.level)
            _ = try LayerWriter().write(upper: directory, lowers: [], to: sink)
            try sink.finish()
            return (FileSection(file: file, offset: 0, size: output.count), output.digest)
        }
        files[digest] = LayerBlobFile(section)
        return Descriptor(
            mediaType: MediaTypeFamily.oci.layer(compression.format), digest: digest, size: section.size)
    }

    /// The blob of a layer, for a manifest.
    package func descriptor(of diffID: Digest) -> Descriptor? { descriptors[diffID] }

    func has(_ blob: Descriptor) -> Bool { files[blob.digest] != nil }

    /// Hands on a blob, as `ManifestSource` does.
    package func read(
        _ blob: Descriptor, _ take: (UnsafeRawBufferPointer) throws(BuildError) -> Void
    ) async throws(BuildError) {
        do throws(BuildError) {
            try await BlobContent.file(try await section(of: blob)).read(as: blob, take)
        } catch {
            throw error.withRepairHelp
        }
    }

    /// The file that a blob lies in, or is being written to.
    package func file(of blob: Descriptor) async throws(BuildError) -> BlobFile {
        try await layerFile(of: blob).blobFile(of: blob)
    }

    private func section(of blob: Descriptor) async throws(BuildError) -> FileSection {
        try await layerFile(of: blob).section()
    }

    private func layerFile(of blob: Descriptor) throws(BuildError) -> LayerBlobFile {
        guard let file = files[blob.digest] else {
            throw BuildError(.internalError, "blob \(blob.digest) is of none of the layers")
        }
        return file
    }
}
