package import Diagnostics

/// Which manifest of a place is meant.
package enum ManifestName: Hashable, Sendable, CustomStringConvertible {
    case tag(String)
    case digest(Digest)

    package var description: String {
        switch self {
        case .tag(let tag): tag
        case .digest(let digest): digest.description
        }
    }
}

/// A manifest or index, byte for byte as it is kept somewhere: its digest is the digest of these bytes.
package struct ManifestBlob: Hashable, Sendable {
    package let descriptor: Descriptor
    package let bytes: [UInt8]

    package init(descriptor: Descriptor, bytes: [UInt8]) {
        self.descriptor = descriptor
        self.bytes = bytes
    }
}

/// Where images can be read as manifests and blobs: a repository of a registry, an OCI layout, an archive, the store.
package protocol ManifestSource: Sendable {
    /// The manifest or index of that name, verified; nil if there is none.
    func manifest(_ name: ManifestName) async throws(BuildError) -> ManifestBlob?

    /// Hands on a blob from its beginning, in order. Several blobs may be read at the same time.
    ///
    /// - Throws: `corrupt` at the end, if the bytes do not have the descriptor's digest and size; what `take` throws.
    func read(_ blob: Descriptor, _ take: (UnsafeRawBufferPointer) throws(BuildError) -> Void) async throws(BuildError)

    /// Hands on what is missing of a blob, in order.
    ///
    /// - Parameter partial: what is here; afterwards, also after an error, with what was handed on.
    /// - Throws: as `read`.
    func read(
        _ blob: Descriptor, resuming partial: inout PartialBlob,
        _ take: (UnsafeRawBufferPointer) throws(BuildError) -> Void
    ) async throws(BuildError)

    /// The file that a blob lies in as it is, so that it can be sent, and sent again from anywhere, without a copy;
    /// nil where there is none.
    func file(of blob: Descriptor) async throws(BuildError) -> BlobFile?
}

extension ManifestSource {
    /// Reads the blob from its beginning, for sources that are not far away.
    package func read(
        _ blob: Descriptor, resuming partial: inout PartialBlob,
        _ take: (UnsafeRawBufferPointer) throws(BuildError) -> Void
    ) async throws(BuildError) {
        var (state, skipped) = (partial, partial.size)
        defer { partial = state }
        try await read(blob) { chunk throws(BuildError) in
            let known = Int(min(skipped, Int64(chunk.count)))
            skipped -= Int64(known)
            let new = UnsafeRawBufferPointer(rebasing: chunk[known...])
            if new.isEmpty { return }
            try take(new)
            state.append(new)
        }
    }

    package func file(of blob: Descriptor) async throws(BuildError) -> BlobFile? { nil }
}

/// A sink that takes blobs while they are made, before their digests are known.
package protocol EarlyBlobSink: Sendable {
    /// Begins to take a blob, and returns at once. `write` of the blob later goes on where this has come to; that is also
    /// who tells of what goes wrong.
    ///
    /// - Parameter file: the blob as far as it is made.
    func begin(_ file: BlobFile)

    /// Lets go of what was begun and not written.
    func abandonBegun() async
}

/// Where images can be written as manifests and blobs.
package protocol ManifestSink: Sendable {
    /// Whether the blob is there already, or can be had there without sending it.
    func contains(_ blob: Descriptor) async throws(BuildError) -> Bool

    /// Takes a blob from a source, verified before it counts. Several blobs may be written at the same time.
    func write(_ blob: Descriptor, from source: any ManifestSource) async throws(BuildError)

    /// Takes a manifest or index, whose blobs and manifests are all there; a nil name keeps it by its digest only.
    func write(_ manifest: ManifestBlob, as name: ManifestName?) async throws(BuildError)
}
