package import Diagnostics
package import ImageModel

/// Results of steps that other machines left in registries, directories and images.
///
/// Whatever is wrong with such a cache costs time, and a warning, but never the build.
package struct ImportedCache: Sendable {
    /// One cache: what a place has under one name.
    private struct Part: Sendable {
        let document: CacheDocument
        let blobs: [Descriptor]
        /// Which record a key leads to.
        let places: [Digest: Int]
        let source: any ManifestSource
        /// The blobs of cache mounts, by what steps share them by; none where they are not asked for.
        let mounts: [Digest: Descriptor]
    }

    private var parts: [Part] = []

    /// An empty one, in which nothing is found.
    package init() {}

    /// Adds the cache that a manifest is: one of its own, or the one in the config of an image.
    ///
    /// - Parameters:
    ///   - platform: which image of an index is meant.
    ///   - includesMounts: whether its cache mounts are to be restored.
    /// - Returns: how many results it has; nil if the manifest has no cache, or one of another version.
    /// - Throws: `corrupt`, and what the source throws.
    package mutating func add(
        _ manifest: ManifestBlob, from source: any ManifestSource, for platform: Platform,
        includesMounts: Bool = false
    ) async throws(BuildError) -> Int? {
        let image = try await source.manifest(for: platform, of: manifest).image()
        let config = try await source.document(image.config, what: "the config of a build cache")
        guard let document = try Self.document(in: config, image.config.mediaType),
            document.version == CacheDocument.currentVersion
        else { return nil }
        try document.validate()
        let (records, known) = (document.records, document.mounts ?? [])
        guard records.count <= image.layers.count, known.count <= image.layers.count - records.count else {
            throw BuildError(
                .corrupt,
                "a build cache can't be used: it has \(records.count) records, but \(image.layers.count) layers")
        }
        var mounts = [Digest: Descriptor]()
        for (mount, blob) in zip(includesMounts ? known : [], image.layers[records.count...]) {
            mounts[mount.key] = blob
        }
        var places = [Digest: Int]()
        for (index, record) in document.records.enumerated() {
            for key in record.keys { places[key] = index }
        }
        parts.append(Part(document: document, blobs: image.layers, places: places, source: source, mounts: mounts))
        return places.count
    }

    private static func document(in config: [UInt8], _ type: MediaType) throws(BuildError) -> CacheDocument? {
        if type == CacheDocument.mediaType {
            return try CanonicalJSON.decode(CacheDocument.self, from: config, what: "a build cache")
        }
        let image = try CanonicalJSON.decode(ImageConfig.self, from: config, what: "the config of an image")
        guard let field = image.otherFields[CacheDocument.configField] else { return nil }
        return try CanonicalJSON.decode(
            CacheDocument.self, from: try CanonicalJSON.encode(field), what: "the build cache of an image")
    }

    /// The files of the cache mount that steps share by this key, if another machine left them.
    func mount(for key: Digest) -> ImportedMount? {
        for part in parts {
            if let blob = part.mounts[key] { return ImportedMount(blob: blob, source: part.source) }
        }
        return nil
    }

    /// The result of the step with this key, if another machine left it.
    func result(for key: Digest) -> ImportedResult? {
        for part in parts {
            guard let place = part.places[key] else { continue }
            let layers = part.document.chain(of: place).map { index in
                ImportedLayer(record: part.document.records[index], blob: part.blobs[index])
            }
            return ImportedResult(layers: layers, source: part.source)
        }
        return nil
    }
}

/// A stack of layers that another machine made.
struct ImportedResult: Sendable {
    /// Lowest first.
    let layers: [ImportedLayer]
    let source: any ManifestSource
}

/// A cache mount that another machine left.
struct ImportedMount: Sendable {
    let blob: Descriptor
    let source: any ManifestSource
}

/// A layer that another machine made.
struct ImportedLayer: Sendable {
    let record: CacheDocument.Record
    let blob: Descriptor

    var info: LayerInfo { LayerInfo(diffID: record.diffID, blob: blob) }
}
