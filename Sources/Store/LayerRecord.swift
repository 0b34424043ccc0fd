import Diagnostics
package import ImageModel

/// What is known of a layer's tar.
package struct LayerRecord: Hashable, Sendable {
    /// The digest of the uncompressed tar.
    package let diffID: Digest
    /// The bytes of its regular files: what docker counts as an image's size.
    package let fileBytes: Int64
    /// The number of its regular files.
    package let files: Int64
    /// The blob that the layer came as; nil for a layer made here.
    package let blob: Descriptor?
    /// What the default compressor makes of it, in bytes, once that is known.
    package let compressedSize: Int64?

    package init(
        diffID: Digest, fileBytes: Int64, files: Int64, blob: Descriptor? = nil,
        compressedSize: Int64? = nil
    ) {
        self.diffID = diffID
        self.fileBytes = fileBytes
        self.files = files
        self.blob = blob
        self.compressedSize = compressedSize
    }

    func insert(into connection: borrowing Connection) throws(BuildError) {
        try connection.execute(
            """
            INSERT INTO layers (diff_id, file_bytes, files, blob_type, blob_digest, blob_size, compressed_size)
            VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (diff_id) DO UPDATE SET
                blob_type = coalesce(excluded.blob_type, blob_type),
                blob_digest = coalesce(excluded.blob_digest, blob_digest),
                blob_size = coalesce(excluded.blob_size, blob_size),
                compressed_size = coalesce(excluded.compressed_size, compressed_size)
            """,
            .digest(diffID), .integer(fileBytes), .integer(files),
            .optional(blob?.mediaType.rawValue), .optional(blob?.digest), .optional(blob?.size),
            .optional(compressedSize))
    }

    /// Deletes what is known of layers that no snapshot has any more.
    static func deleteUnused(_ connection: borrowing Connection) throws(BuildError) {
        try connection.execute(
            "DELETE FROM layers WHERE diff_id NOT IN (SELECT diff_id FROM snapshots WHERE diff_id IS NOT NULL)")
    }

    static let columns =
        "diff_id, file_bytes, files, blob_type, blob_digest, blob_size, compressed_size"

    init?(row: Row) {
        guard let diffID = row.digest(0) else { return nil }
        var blob: Descriptor?
        if let type = row.text(3), let digest = row.digest(4), let size = row.optionalInteger(5) {
            blob = Descriptor(mediaType: MediaType(rawValue: type), digest: digest, size: size)
        }
        self.init(
            diffID: diffID, fileBytes: row.integer(1), files: row.integer(2), blob: blob,
            compressedSize: row.optionalInteger(6))
    }
}
