import Diagnostics
import Execution
import ImageModel
import Layers
import Registry
import Store
import SystemPackage

/// Copies an image from one place to another, byte for byte where nothing else is asked for.
struct ImageTransfer: Sendable {
    let store: ImageStore
    let registries: Registries
    /// Which image of an index is copied; nil for all.
    let platform: Platform?
    /// How layers are compressed; nil leaves them as they are.
    let compression: LayerCompression?
    let progress: any ProgressSink

    /// What is copied: a manifest, and where it and its blobs are read from.
    private struct Original {
        var manifest: ManifestBlob
        var source: any ManifestSource
    }

    /// - Throws: `imageNotFound`; what source and destination throw.
    func copy(_ from: ImageAddress, to: ImageAddress, _ step: ProgressStep) async throws {
        let early = try earlySink(to)
        var original = try await find(from, early)
        if let compression, !from.isStore { original = try await compressed(original, compression, early) }
        try await write(original, to: to, step)
    }

    /// What can take layers while they are compressed.
    private func earlySink(_ address: ImageAddress) throws(BuildError) -> (any EarlyBlobSink)? {
        guard case .registry(let reference) = address else { return nil }
        return try registries.destination(of: reference)
    }

    private func find(_ address: ImageAddress, _ early: (any EarlyBlobSink)?) async throws -> Original {
        switch address {
        case .registry, .layout, .archive:
            let (manifest, source) = try await address.open(registries, temporaryDirectory: store.workDirectory)
            return Original(manifest: manifest, source: source)
        case .store(let name):
            let images = try ImageLookup(store: store).images(name)
            // One image is copied whatever its platform is; of several, the one that is wanted.
            let wanted =
                images.count > 1 && platform != nil ? try ImageLookup(store: store).images(name, for: platform) : images
            return try await stored(wanted, compression ?? .gzip, early)
        }
    }

    private func stored(
        _ images: [StoredImage], _ compression: LayerCompression, _ early: (any EarlyBlobSink)?
    ) async throws -> Original {
        let image = try await PreparedImage.prepare(images, of: store, compression: compression, early: early)
        return Original(manifest: image.manifest, source: image.source)
    }

    /// The same image with its layers compressed in another way, by way of the store.
    private func compressed(
        _ original: Original, _ compression: LayerCompression, _ early: (any EarlyBlobSink)?
    ) async throws -> Original {
        try await stored(try await keep(original), compression, early)
    }

    /// Brings an image into the store: the wanted platform's, or those of all platforms.
    private func keep(_ original: Original, as names: [ImageReference] = []) async throws -> [StoredImage] {
        try await ImageImport(store: store).keep(
            original.manifest, from: original.source, for: platform, origin: "copy", names: names)
    }

    private func write(_ original: Original, to address: ImageAddress, _ step: ProgressStep) async throws {
        switch address {
        case .registry(let reference):
            try await copy(
                original, into: try registries.destination(of: reference), as: reference.manifestName, step)
        case .layout(let directory, let name):
            try await copy(
                original, into: try await OCILayout.make(FilePath(directory)), as: name ?? .tag("latest"), step)
        case .archive(let file, let form, let name):
            var manifest = original.manifest
            if let platform { manifest = try await original.source.manifest(for: platform, of: manifest) }
            let names = try name.map { text throws(BuildError) in [try ImageReference(parsing: text)] } ?? []
            let image = ArchivedImage(names: names, manifest: manifest)
            try await ArchiveFile.write([(image, original.source)], as: form, to: file)
        case .store(let name):
            _ = try await keep(original, as: [try ImageReference(parsing: name)])
        }
    }

    private func copy(
        _ original: Original, into sink: any ManifestSink, as name: ManifestName, _ step: ProgressStep
    ) async throws {
        var manifest = original.manifest
        if let platform { manifest = try await original.source.manifest(for: platform, of: manifest) }
        let contents = try await ImageContents(of: manifest, from: original.source)
        let counter = TransferCounter(of: contents.blobs, step, progress)
        let copy = ImageCopy(from: original.source, to: sink) { counter.moved($0, $1) }
        _ = try await copy.copy(manifest, as: name)
    }
}
