package import Diagnostics

extension ManifestSource {
    /// An image as a base image, with its config read and its manifest compared with it.
    ///
    /// - Parameters:
    ///   - image: its manifest, or an index that has one for the platform.
    ///   - origin: who served it, for progress.
    ///   - reference: the name that a registry has it under.
    /// - Throws: `imageNotFound` if there is none for the platform; `corrupt`; what the source throws.
    package func resolved(
        _ image: ManifestBlob, for platform: Platform, origin: String, reference: ImageReference? = nil
    ) async throws(BuildError) -> ResolvedImage {
        let manifest = try await manifest(for: platform, of: image)
        let contents = try manifest.image()
        guard contents.config.mediaType == .ociConfig || contents.config.mediaType == .dockerConfig else {
            throw BuildError(
                .imageNotFound,
                "\(manifest.descriptor.digest) is no container image, but '\(contents.config.mediaType)'")
        }
        let bytes = try await document(contents.config, what: "config \(contents.config.digest)")
        let config = try CanonicalJSON.decode(ImageConfig.self, from: bytes, what: "config \(contents.config.digest)")
        guard config.diffIDs.count == contents.layers.count else {
            throw BuildError(
                .corrupt,
                "image \(manifest.descriptor.digest) can't be read: it has \(contents.layers.count) layers and \(config.diffIDs.count) diff IDs"
            )
        }
        return ResolvedImage(
            id: contents.config.digest, config: config,
            layers: zip(config.diffIDs, contents.layers).map { LayerInfo(diffID: $0, blob: $1) },
            origin: origin, date: config.created,
            documents: ImageDocuments(
                config: bytes, manifest: manifest, digest: image.descriptor.digest,
                reference: reference))
    }

    /// Brings a blob into a store. What arrives wrong is asked for once more: another place may have it, or the way there
    /// may have been bad.
    ///
    /// - Parameter progress: is told how many bytes are here so far.
    /// - Throws: `corrupt` if it is not what it should be; what source and store throw.
    package func fetch(
        _ blob: Descriptor, into store: any BlobStore, progress: (Int64) -> Void = { _ in }
    ) async throws(BuildError) {
        do throws(BuildError) {
            try await fetchOnce(blob, into: store, progress)
        } catch {
            guard error.code == .corrupt else { throw error }
            try await fetchOnce(blob, into: store, progress)
        }
    }

    private func fetchOnce(
        _ blob: Descriptor, into store: any BlobStore, _ progress: (Int64) -> Void
    ) async throws(BuildError) {
        var partial = PartialBlob()
        let writer = try store.makeWriter(of: blob, &partial)
        defer { writer.cancel() }
        var count = partial.size
        do throws(BuildError) {
            try await read(blob, resuming: &partial) { bytes throws(BuildError) in
                try writer.write(bytes)
                count += Int64(bytes.count)
                progress(count)
            }
            try writer.commit(blob, hashed: partial)
        } catch {
            // Bytes that could be of use later are not worth a disk that stays full.
            if error.code == .corrupt || error.code == .diskFull { writer.discard() }
            throw error
        }
    }

    /// A small blob: a config.
    ///
    /// - Parameter what: names it in messages.
    /// - Throws: `corrupt` if it is too large for one; what the source throws.
    package func document(_ blob: Descriptor, what: String) async throws(BuildError) -> [UInt8] {
        guard (0...Int64(ImageContents.largestManifest)).contains(blob.size) else {
            throw BuildError(.corrupt, "\(what) can't be read: it is said to have \(blob.size) bytes")
        }
        var document = [UInt8]()
        try await read(blob) { bytes throws(BuildError) in document.append(contentsOf: bytes) }
        return document
    }
}
