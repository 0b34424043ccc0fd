package import Diagnostics

extension ManifestBlob {
    /// The document as an index.
    ///
    /// - Throws: `corrupt` if it is none.
    package func index() throws(BuildError) -> ImageIndex {
        let index = try CanonicalJSON.decode(ImageIndex.self, from: bytes, what: "index \(descriptor.digest)")
        try check(index.mediaType)
        return index
    }

    /// The document as the manifest of one image.
    ///
    /// - Throws: `corrupt` if it is none.
    package func image() throws(BuildError) -> ImageManifest {
        let image = try CanonicalJSON.decode(ImageManifest.self, from: bytes, what: "manifest \(descriptor.digest)")
        try check(image.mediaType)
        return image
    }

    /// A document that names itself as one thing must not be used as another (OCI image specification, "Image Index").
    private func check(_ mediaType: MediaType?) throws(BuildError) {
        guard let mediaType, mediaType != descriptor.mediaType else { return }
        throw BuildError(
            .corrupt,
            "manifest \(descriptor.digest) can't be read: expected '\(descriptor.mediaType)', found '\(mediaType)'")
    }
}

extension ManifestSource {
    /// The manifest or index that another one points at.
    ///
    /// - Throws: `corrupt` if it is missing, or has another size.
    package func manifest(at entry: Descriptor) async throws(BuildError) -> ManifestBlob {
        guard let found = try await manifest(.digest(entry.digest)) else {
            throw BuildError(.corrupt, "manifest \(entry.digest) is missing")
        }
        guard found.descriptor.size == entry.size else {
            let sizes = "expected \(entry.size) bytes, found \(found.descriptor.size)"
            throw BuildError(.corrupt, "manifest \(entry.digest) is not what it should be: \(sizes)")
        }
        var descriptor = entry
        descriptor.annotations = nil
        return ManifestBlob(descriptor: descriptor, bytes: found.bytes)
    }

    /// An image's manifest for one platform: itself, or the one that its index lists; an index inside the index is
    /// followed once.
    ///
    /// - Throws: `imageNotFound` if there is none for the platform; `corrupt`.
    package func manifest(
        for platform: Platform, of image: ManifestBlob
    ) async throws(BuildError) -> ManifestBlob {
        var found = image
        for _ in 0..<2 where found.descriptor.mediaType.isIndex {
            let entry = try PlatformSelection.choose(
                from: try found.index(), for: platform, of: found.descriptor.digest.description)
            found = try await manifest(at: entry)
        }
        guard !found.descriptor.mediaType.isIndex else {
            throw BuildError(.corrupt, "image \(image.descriptor.digest) can't be read: its indexes are too deep")
        }
        return found
    }
}
