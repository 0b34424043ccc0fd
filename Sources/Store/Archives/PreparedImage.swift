package import Diagnostics
package import ImageModel

/// What leaves the store under one name: a manifest, or an index of several platforms, and where its blobs are read.
package struct PreparedImage: Sendable {
    package let manifest: ManifestBlob
    package let source: any ManifestSource
    /// The manifests of the images, each with the ID of its image, in the order of the images.
    package let manifests: [(image: Digest, descriptor: Descriptor)]
    /// The blobs of all layers.
    package let layers: [Descriptor]

    /// Makes the blobs of images, as `StoredImageSource` does.
    ///
    /// - Parameters:
    ///   - images: one, or one for each platform.
    ///   - isIndex: whether one image gets an index too.
    ///   - annotations: of which each manifest, descriptor and index takes its own.
    ///   - early: takes blobs while they are compressed.
    package static func prepare(
        _ images: [StoredImage], of store: ImageStore, isIndex: Bool = false, compression: LayerCompression = .gzip,
        mediaTypes: MediaTypeFamily = .oci, annotations: ImageAnnotations = ImageAnnotations(),
        early: (any EarlyBlobSink)? = nil
    ) async throws(BuildError) -> PreparedImage {
        var sources = [StoredImageSource]()
        do throws(BuildError) {
            for image in images {
                let source = try await StoredImageSource.prepare(
                    image, of: store, compression: compression, mediaTypes: mediaTypes,
                    annotations: annotations.manifest(for: image.config.platform), early: early)
                sources.append(source.annotated(annotations.descriptor(for: image.config.platform)))
            }
        } catch {
            await early?.abandonBegun()
            throw error
        }
        return try PreparedImage(images, sources, isIndex: isIndex, mediaTypes, annotations)
    }

    private init(
        _ images: [StoredImage], _ sources: [StoredImageSource], isIndex: Bool, _ mediaTypes: MediaTypeFamily,
        _ annotations: ImageAnnotations
    ) throws(BuildError) {
        var layers = [Descriptor]()
        for source in sources { layers += try source.manifest.image().layers }
        self.layers = layers
        manifests = zip(images, sources).map { ($0.id, $1.manifest.descriptor) }
        if let only = sources.first, sources.count == 1, !isIndex {
            (manifest, source) = (only.manifest, only)
        } else {
            let index = try StoredIndexSource(of: sources, mediaTypes, annotations: annotations.index)
            (manifest, source) = (index.index, index)
        }
    }
}
