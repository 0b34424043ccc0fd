package import Diagnostics
import Glibc
package import ImageModel

/// The images of a store and their names.
package struct ImageTable: Sendable {
    let database: Database
    let blobs: DirectoryBlobStore
    let snapshots: SnapshotStore
    let claims: Claims

    /// Keeps an image, unless it is there already: its config becomes a blob, its layers durable, then its names point at
    /// it.
    package func keep(_ image: StoredImage, names: [ImageReference]) throws(BuildError) {
        try claims.claim(.blob(image.id))
        if try has(image, names: names) { return }
        _ = try blobs.put(image.configBytes, mediaType: .ociConfig)
        try snapshots.makeDurable()
        try database.transaction(durable: true) { connection throws(BuildError) in
            try connection.execute(
                """
                INSERT INTO images (id, snapshot, recorded, platform, created, size) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET snapshot = excluded.snapshot
                """, .digest(image.id), .optional(image.snapshot?.id), .integer(Int64(time(nil))),
                .text(image.config.platform.description), .optional(image.config.created), .integer(image.size))
            for name in names { try Self.point(name, at: image.id, connection) }
        }
    }

    /// Whether all of an image is there, with the files that it has now: earlier ones may have been lost.
    private func has(_ image: StoredImage, names: [ImageReference]) throws(BuildError) -> Bool {
        let isRecorded = try database.read { connection throws(BuildError) in
            let top = try connection.first(
                "SELECT snapshot FROM images WHERE id = ?", .digest(image.id), map: { $0.optionalInteger(0) })
            guard let top, top == image.snapshot?.id else { return false }
            for name in names where try Self.platforms(of: name, connection) != [image.id] { return false }
            return true
        }
        return isRecorded && (try? blobs.read(image.id)) == image.configBytes
    }

    /// The image that a name points at.
    package func id(named name: ImageReference) throws(BuildError) -> Digest? {
        try database.read { connection throws(BuildError) in try Self.image(named: name, connection) }
    }

    /// The IDs that begin with these hex digits.
    package func ids(startingWith prefix: String) throws(BuildError) -> [Digest] {
        try database.read { connection throws(BuildError) in
            try connection.rows(
                "SELECT id FROM images WHERE substr(lower(hex(id)), 1, ?) = ?", .integer(Int64(prefix.utf8.count)),
                .text(prefix), map: { $0.digest(0) })
        }.compactMap(\.self)
    }

    /// All names, each with its image, sorted; a name of several platforms comes with each of its images.
    package func names() throws(BuildError) -> [(name: String, id: Digest)] {
        try database.read { connection throws(BuildError) in try Self.names(connection) }
    }

    /// All image IDs, newest first.
    package func all() throws(BuildError) -> [Digest] {
        try database.read { connection throws(BuildError) in
            try connection.rows("SELECT id FROM images ORDER BY recorded DESC, id", map: { $0.digest(0) })
        }.compactMap(\.self)
    }

    /// Reads an image. It is not pruned while this process lives, nor are its layers.
    ///
    /// - Throws: `corrupt` if its config is missing or damaged.
    package func image(_ id: Digest) throws(BuildError) -> StoredImage {
        try claims.claim(.blob(id))
        let bytes = try blobs.readRecorded(id)
        let config = try decode(bytes, id)
        let top = try database.read { connection throws(BuildError) in
            try connection.first(
                "SELECT snapshot FROM images WHERE id = ?", .digest(id), map: { $0.optionalInteger(0) })
        }
        let snapshot = try top?.flatMap { id throws(BuildError) in try snapshots.snapshot(id) }
        guard let top, top == snapshot?.id else {
            throw BuildError(.imageNotFound, "image \(id) is not in the store")
        }
        return StoredImage(
            id: id, config: config, configBytes: bytes, snapshot: snapshot, layers: try layers(config.diffIDs))
    }

    /// Reads an image's config only, and does not keep the image from being pruned.
    ///
    /// - Throws: `corrupt` if it is missing or damaged.
    package func config(_ id: Digest) throws(BuildError) -> ImageConfig {
        try decode(try blobs.readRecorded(id), id)
    }

    private func decode(_ bytes: [UInt8], _ id: Digest) throws(BuildError) -> ImageConfig {
        try CanonicalJSON.decode(ImageConfig.self, from: bytes, what: "the config of \(id)")
    }

    /// What is known of layers, in the order given.
    package func layers(_ diffIDs: [Digest]) throws(BuildError) -> [LayerRecord] {
        try database.read { connection throws(BuildError) in
            var records = [LayerRecord]()
            for diffID in diffIDs {
                let found = try connection.first(
                    "SELECT \(LayerRecord.columns) FROM layers WHERE diff_id = ?", .digest(diffID),
                    map: { LayerRecord(row: $0) })
                guard let found, let found else {
                    throw BuildError(
                        .corrupt, "layer \(diffID) is not recorded in the store", help: BuildError.repairHelp)
                }
                records.append(found)
            }
            return records
        }
    }

    /// Records what the default compressor makes of a layer, in bytes.
    package func recordCompressedSize(_ size: Int64, of diffID: Digest) throws(BuildError) {
        try database.transaction { connection throws(BuildError) in
            try connection.execute(
                "UPDATE layers SET compressed_size = ? WHERE diff_id = ?", .integer(size), .digest(diffID))
        }
    }

    /// Points a name at an image that is there.
    package func tag(_ id: Digest, as name: ImageReference) throws(BuildError) {
        try database.transaction(durable: true) { connection throws(BuildError) in
            try Self.point(name, at: id, connection)
        }
    }

    /// Takes a name away.
    ///
    /// - Returns: whether it was there.
    package func untag(_ name: ImageReference) throws(BuildError) -> Bool {
        try database.transaction(durable: true) { connection throws(BuildError) in
            let found = try Self.image(named: name, connection) != nil
            try connection.execute("DELETE FROM names WHERE name = ?", .text(name.description))
            return found
        }
    }

    /// Deletes an image and its names. Its layers stay as build cache.
    package func remove(_ id: Digest) throws(BuildError) {
        try database.transaction(durable: true) { connection throws(BuildError) in
            try Self.delete(id, connection)
        }
        try removeConfig(id)
    }

    /// Deletes the records of an image.
    static func delete(_ id: Digest, _ connection: borrowing Connection) throws(BuildError) {
        try removeFromNames(id, connection)
        try connection.execute("DELETE FROM compositions WHERE image = ?", .digest(id))
        try connection.execute("DELETE FROM images WHERE id = ?", .digest(id))
    }

    /// Deletes the config of an image that is gone, unless a live process is about to keep that image again.
    private func removeConfig(_ id: Digest) throws(BuildError) {
        let seizure = try claims.beginSeizure()
        try database.transaction { connection throws(BuildError) in
            guard try connection.first("SELECT 1 FROM images WHERE id = ?", .digest(id), map: { _ in true }) == nil,
                try seizure.takes(.blob(id))
            else { return }
            try blobs.remove(id)
        }
        withExtendedLifetime(seizure) {}
    }

    /// When an image with this content was first made, seconds since 1970; now, if this is the first time.
    package func creationTime(ofContent content: Digest) throws(BuildError) -> Int64 {
        let known = try database.read { connection throws(BuildError) in
            try connection.first(
                "SELECT created FROM creations WHERE content = ?", .digest(content), map: { $0.integer(0) })
        }
        if let known { return known }
        let now = Int64(time(nil))
        try database.transaction { connection throws(BuildError) in
            try connection.execute(
                "INSERT OR IGNORE INTO creations (content, created) VALUES (?, ?)", .digest(content), .integer(now))
        }
        return now
    }

    static func image(named name: ImageReference, _ connection: borrowing Connection) throws(BuildError) -> Digest? {
        try connection.first("SELECT image FROM names WHERE name = ?", .text(name.description), map: { $0.digest(0) })
            ?? nil
    }

    static func point(
        _ name: ImageReference, at id: Digest, _ connection: borrowing Connection
    ) throws(BuildError) {
        try connection.execute("DELETE FROM platforms WHERE name = ?", .text(name.description))
        try connection.execute(
            "INSERT OR REPLACE INTO names (name, image) VALUES (?, ?)", .text(name.description), .digest(id))
    }
}
