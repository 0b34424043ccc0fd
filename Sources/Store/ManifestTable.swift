package import Diagnostics
package import ImageModel

/// The manifests that images came with, and the digests that they have in repositories.
package struct ManifestTable: Sendable {
    let database: Database
    let blobs: DirectoryBlobStore

    /// Keeps the manifest of an image that is there.
    package func keep(_ manifest: ManifestBlob, of image: Digest) throws(BuildError) {
        let kept = try blobs.put(manifest.bytes, mediaType: manifest.descriptor.mediaType)
        try database.transaction { connection throws(BuildError) in
            try connection.execute(
                "INSERT OR REPLACE INTO manifests (image, digest, size, type) VALUES (?, ?, ?, ?)", .digest(image),
                .digest(kept.digest), .integer(kept.size), .text(kept.mediaType.rawValue))
        }
    }

    /// The manifest that an image came with; nil for one that was made here.
    ///
    /// - Throws: `corrupt` if it is damaged.
    package func manifest(of image: Digest) throws(BuildError) -> ManifestBlob? {
        let found = try database.read { connection throws(BuildError) in
            try connection.first(
                "SELECT digest, size, type FROM manifests WHERE image = ?", .digest(image),
                map: { row in
                    row.digest(0).map {
                        Descriptor(
                            mediaType: MediaType(rawValue: row.text(2) ?? ""), digest: $0, size: row.integer(1))
                    }
                })
        }
        guard let found, let descriptor = found else { return nil }
        return ManifestBlob(descriptor: descriptor, bytes: try blobs.readRecorded(descriptor.digest))
    }

    /// Remembers that a repository has an image under a digest: that of its manifest, or of an index that lists it.
    package func record(_ digest: Digest, in repository: ImageReference, of image: Digest) throws(BuildError) {
        try database.transaction { connection throws(BuildError) in
            try connection.execute(
                "INSERT OR IGNORE INTO digests (repository, digest, image) VALUES (?, ?, ?)",
                .text(repository.name), .digest(digest), .digest(image))
        }
    }

    /// The images that a repository has under a digest: one, or those of an index.
    package func images(_ digest: Digest, in repository: ImageReference) throws(BuildError) -> [Digest] {
        try database.read { connection throws(BuildError) in
            try connection.rows(
                "SELECT image FROM digests WHERE repository = ? AND digest = ?", .text(repository.name),
                .digest(digest), map: { $0.digest(0) })
        }.compactMap(\.self)
    }

    /// The digests of an image, each with the full name of the repository that has it under that digest, sorted.
    package func digests(of image: Digest) throws(BuildError) -> [(repository: String, digest: Digest)] {
        try database.read { connection throws(BuildError) in
            try connection.rows(
                "SELECT repository, digest FROM digests WHERE image = ? ORDER BY repository, digest", .digest(image),
                map: { row in row.digest(1).map { (repository: row.text(0) ?? "", digest: $0) } })
        }.compactMap(\.self)
    }
}
