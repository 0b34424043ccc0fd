package import Diagnostics

/// All that an image consists of: the manifests below its own, and their blobs.
package struct ImageContents: Sendable {
    /// Each once, those that others point at first; the image's own manifest or index is the last.
    package let manifests: [ManifestBlob]
    /// Each once, in the order in which the manifests name them: a config, then its layers, lowest first.
    package let blobs: [Descriptor]

    /// Follows an image's manifest or index.
    ///
    /// What an index lists that is neither a manifest nor an index counts as a blob. A manifest's `subject` is another
    /// image's, and not followed.
    ///
    /// - Throws: `corrupt` if a manifest is missing or not what it should be, or if there is more than any image has;
    ///   what the source throws.
    package init(of manifest: ManifestBlob, from source: any ManifestSource) async throws(BuildError) {
        var walk = ImageWalk(source: source)
        try await walk.visit(manifest, depth: 0)
        manifests = walk.manifests
        blobs = walk.blobs
    }

    /// The most bytes that a manifest may have: what registries accept at least, twice.
    package static let largestManifest = 8 << 20

    /// The most bytes that all manifests that are read together may have.
    package static let mostBytes = 64 << 20
}

/// The manifests of an image on the way through them.
private struct ImageWalk {
    let source: any ManifestSource
    private(set) var manifests = [ManifestBlob]()
    private(set) var blobs = [Descriptor]()
    private var seenManifests = Set<Digest>()
    private var seenBlobs = Set<Digest>()
    private var byteCount = 0

    private static let deepest = 2
    private static let mostManifests = 1000

    init(source: any ManifestSource) {
        self.source = source
    }

    mutating func visit(_ manifest: ManifestBlob, depth: Int) async throws(BuildError) {
        let descriptor = manifest.descriptor
        guard seenManifests.insert(descriptor.digest).inserted else { return }
        byteCount += manifest.bytes.count
        guard depth <= Self.deepest, seenManifests.count <= Self.mostManifests, byteCount <= ImageContents.mostBytes
        else {
            throw BuildError(.corrupt, "image \(descriptor.digest) can't be read: it has too many or too deep indexes")
        }
        if descriptor.mediaType.isIndex {
            for entry in try manifest.index().manifests { try await visit(entry, depth: depth + 1) }
        } else {
            let image = try manifest.image()
            for blob in [image.config] + image.layers { try add(blob) }
        }
        manifests.append(manifest)
    }

    private mutating func visit(_ entry: Descriptor, depth: Int) async throws(BuildError) {
        guard entry.mediaType.isIndex || entry.mediaType.isManifest else { return try add(entry) }
        if seenManifests.contains(entry.digest) { return }
        try await visit(try await source.manifest(at: entry), depth: depth)
    }

    private mutating func add(_ blob: Descriptor) throws(BuildError) {
        guard blob.size >= 0 else { throw BuildError(.corrupt, "blob \(blob.digest) can't have \(blob.size) bytes") }
        if seenBlobs.insert(blob.digest).inserted { blobs.append(blob) }
    }
}
