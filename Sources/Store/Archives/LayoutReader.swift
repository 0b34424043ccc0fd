import Diagnostics
import ImageModel

/// Reads the images of an OCI image layout, whatever holds its files.
struct LayoutReader: Sendable {
    /// Names the layout in messages: `OCI layout '/x'`.
    let what: String
    let index: LayoutIndex
    /// Finds a blob.
    let content: @Sendable (Digest) throws(BuildError) -> BlobContent?

    /// The image of that name; nil if there is none.
    ///
    /// - Throws: `usage` if the name could mean several images; `corrupt`.
    func manifest(_ name: ManifestName) throws(BuildError) -> ManifestBlob? {
        switch name {
        case .digest(let digest): try manifest(digest)
        case .tag(let text): try manifest(of: index.entries(called: text))
        }
    }

    /// The image of that name; without one the only image, or the one called `latest`.
    ///
    /// - Throws: `imageNotFound` with the names there are; `usage` if several could be meant; `corrupt`.
    func image(_ name: ManifestName?) throws(BuildError) -> ManifestBlob {
        let found: ManifestBlob?
        if let name {
            found = try manifest(name)
        } else {
            let latest = Set(index.entries.map(\.descriptor.digest)).count > 1 ? index.entries(called: "latest") : []
            found = try manifest(of: latest.isEmpty ? index.entries : latest)
        }
        if let found { return found }
        let wanted =
            switch name {
            case .digest(let digest): " '\(digest)'"
            case .tag(let tag): " '\(tag)'"
            case nil: ""
            }
        throw BuildError(.imageNotFound, "\(what) has no image\(wanted)", help: namesHelp)
    }

    /// All images with their names, in the index's order. Entries of one name that differ in their platform are one
    /// image; one image may have several names.
    func images() throws(BuildError) -> [ArchivedImage] {
        var images = [ArchivedImage]()
        var places = [Digest: Int]()
        var byteCount = 0
        for group in index.groups() {
            let names = group.first?.name.map { [$0] } ?? []
            // Looked up before it is read: a list can name one large manifest many times.
            let digests = Set(group.map(\.descriptor.digest))
            if digests.count == 1, let place = digests.first.flatMap({ places[$0] }) {
                images[place].names += names
                continue
            }
            guard let manifest = try manifest(of: group) else { continue }
            byteCount += manifest.bytes.count
            guard byteCount <= ImageContents.mostBytes else {
                throw BuildError(.corrupt, "\(what) can't be read: its manifests are too large")
            }
            places[manifest.descriptor.digest] = images.count
            images.append(ArchivedImage(names: names, manifest: manifest))
        }
        return images
    }

    /// Hands on a blob's verified bytes.
    ///
    /// - Throws: `corrupt` if it is missing or not what it should be; what `take` throws.
    func read(
        _ blob: Descriptor, _ take: (UnsafeRawBufferPointer) throws(BuildError) -> Void
    ) async throws(BuildError) {
        guard let content = try content(blob.digest) else {
            throw BuildError(.corrupt, "\(what) can't be read: blob \(blob.digest) is missing")
        }
        try await content.read(as: blob, take)
    }

    private var namesHelp: String? {
        index.labels.isEmpty ? nil : "its images are: \(index.labels.prefix(20).joined(separator: ", "))"
    }
}

extension LayoutReader {
    /// The image that entries make: one manifest, or one for each of several platforms.
    private func manifest(of entries: [LayoutEntry]) throws(BuildError) -> ManifestBlob? {
        guard let first = entries.first else { return nil }
        if Set(entries.map(\.descriptor.digest)).count == 1 {
            return try manifest(at: first.descriptor)
        }
        let platforms = entries.compactMap(\.descriptor.platform)
        guard Set(entries.map(\.title)).count == 1, Set(platforms).count == entries.count else {
            throw BuildError(.usage, "\(what) has several images that could be meant", help: namesHelp)
        }
        let bytes = try CanonicalJSON.encode(ImageIndex(manifests: entries.map(\.descriptor)))
        return ManifestBlob(
            descriptor: Descriptor(mediaType: .ociIndex, digest: Digest(of: bytes), size: Int64(bytes.count)),
            bytes: bytes)
    }

    /// The manifest that an entry of the index points at.
    private func manifest(at entry: Descriptor) throws(BuildError) -> ManifestBlob {
        guard let bytes = try document(entry.digest) else {
            throw BuildError(.corrupt, "\(what) can't be read: manifest \(entry.digest) is missing")
        }
        guard Int64(bytes.count) == entry.size else {
            throw BuildError(
                .corrupt,
                "\(what) can't be read: manifest \(entry.digest) has \(bytes.count) bytes, not \(entry.size)")
        }
        return ManifestBlob(descriptor: entry, bytes: bytes)
    }

    /// A manifest that only its own text describes.
    private func manifest(_ digest: Digest) throws(BuildError) -> ManifestBlob? {
        guard let bytes = try document(digest) else { return nil }
        struct Form: Decodable {
            let mediaType: MediaType?
            let manifests: [JSONValue]?
        }
        let form = try CanonicalJSON.decode(Form.self, from: bytes, what: "manifest \(digest)")
        let mediaType = form.mediaType ?? (form.manifests == nil ? .ociManifest : .ociIndex)
        return ManifestBlob(
            descriptor: Descriptor(mediaType: mediaType, digest: digest, size: Int64(bytes.count)), bytes: bytes)
    }

    private func document(_ digest: Digest) throws(BuildError) -> [UInt8]? {
        guard let content = try content(digest) else { return nil }
        let bytes = try content.document("manifest \(digest)")
        guard Digest(of: bytes) == digest else {
            throw BuildError(.corrupt, "\(what) can't be read: manifest \(digest) does not have that digest")
        }
        return bytes
    }
}
