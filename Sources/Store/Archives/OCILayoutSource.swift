import Diagnostics
import Glibc
package import ImageModel
import Layers
import SystemPackage

/// Images of an OCI image layout in a directory (OCI image specification, "Image Layout").
package struct OCILayoutSource: ImageSource {
    private let directory: String
    private let tag: String?
    private let digest: Digest?

    /// - Parameters:
    ///   - directory: absolute; holds `index.json` and `blobs`.
    ///   - tag: which entry of the index; nil for the only one, or the one named `latest`.
    ///   - digest: which manifest, in place of a tag.
    package init(directory: String, tag: String?, digest: Digest?) {
        self.directory = directory
        self.tag = tag
        self.digest = digest
    }

    package func resolve(_ request: ImageRequest, report: @Sendable (String) -> Void) async throws -> ResolvedImage? {
        let bytes = try SmallFile.read("\(directory)/index.json", limit: 8 << 20, what: "OCI layout '\(directory)'")
        let index = try CanonicalJSON.decode(ImageIndex.self, from: bytes, what: "'\(directory)/index.json'")
        let descriptor = try choose(index, request.platform)
        let manifest = try CanonicalJSON.decode(
            ImageManifest.self, from: try blobs.read(descriptor.digest), what: "manifest \(descriptor.digest)")
        let config = try CanonicalJSON.decode(
            ImageConfig.self, from: try blobs.read(manifest.config.digest), what: "config \(manifest.config.digest)")
        guard config.diffIDs.count == manifest.layers.count else {
            throw BuildError(
                .corrupt,
                "the image in '\(directory)' has \(manifest.layers.count) layers and \(config.diffIDs.count) diff IDs")
        }
        return ResolvedImage(
            id: manifest.config.digest, config: config,
            layers: zip(config.diffIDs, manifest.layers).map { LayerInfo(diffID: $0, blob: $1) },
            origin: "OCI layout \(directory)", date: config.created)
    }

    package func fetch(_ layer: LayerInfo, into store: any BlobStore) async throws {
        guard let blob = layer.blob else { throw BuildError(.internalError, "a layer of an OCI layout has no blob") }
        let descriptor = try blobs.open(blob.digest)
        defer { try? descriptor.close() }
        let writer = try store.makeWriter()
        defer { writer.cancel() }
        let source = FileSource(descriptor)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 4096)
        defer { buffer.deallocate() }
        while true {
            let count = try source.read(into: buffer)
            if count == 0 { break }
            try writer.write(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
        _ = try writer.commit(expecting: blob)
    }

    private var blobs: DirectoryBlobStore {
        DirectoryBlobStore(directory: "\(directory)/blobs/sha256", temporaryDirectory: directory)
    }

    /// The manifest that tag, digest and platform mean; indexes inside the index are followed once.
    private func choose(_ index: ImageIndex, _ platform: Platform) throws(BuildError) -> Descriptor {
        var candidates = index.manifests
        if let digest {
            candidates = candidates.filter { $0.digest == digest }
        } else if let wanted = tag ?? (candidates.count > 1 ? "latest" : nil) {
            let named = candidates.filter { $0.annotations?["org.opencontainers.image.ref.name"] == wanted }
            if tag != nil || !named.isEmpty { candidates = named }
        }
        if let nested = candidates.first(where: { $0.mediaType.isIndex }) {
            candidates = try CanonicalJSON.decode(
                ImageIndex.self, from: try blobs.read(nested.digest), what: "index \(nested.digest)"
            ).manifests
        }
        let matching = candidates.filter { $0.mediaType.isManifest && ($0.platform ?? platform) == platform }
        guard let found = matching.first else {
            let tags = index.manifests.compactMap { $0.annotations?["org.opencontainers.image.ref.name"] }
            throw BuildError(
                .imageNotFound,
                "OCI layout '\(directory)' has no image '\(digest?.description ?? tag ?? "latest")' for \(platform)",
                help: tags.isEmpty ? nil : "its tags are: \(tags.joined(separator: ", "))")
        }
        return found
    }
}
