package import Diagnostics
package import ImageModel

/// What a list says of an image.
package struct ImageSummary: Hashable, Sendable {
    /// The digest of its config.
    package let id: Digest
    /// Its full names, sorted.
    package let names: [String]
    /// As people write it.
    package let platform: String
    /// When it was made (RFC 3339), as its config has it.
    package let created: String?
    /// The bytes of its files, as `docker images` counts them.
    package let size: Int64
    /// Whether builds stand on it as an image composed here.
    package let isComposed: Bool
}

extension ImageTable {
    /// All images, newest first. Their configs are read only where the store has them from an earlier version.
    package func list() throws(BuildError) -> [ImageSummary] {
        try summarize()
        return try database.read { connection throws(BuildError) in
            let names = Dictionary(grouping: try Self.names(connection), by: \.id)
            return try connection.rows(
                """
                SELECT id, platform, created, size, id IN (SELECT image FROM compositions) FROM images
                ORDER BY recorded DESC, id
                """
            ) { row -> ImageSummary? in
                guard let id = row.digest(0), let platform = row.text(1) else { return nil }
                return ImageSummary(
                    id: id, names: (names[id] ?? []).map(\.name), platform: platform, created: row.text(2),
                    size: row.integer(3), isComposed: row.integer(4) != 0)
            }.compactMap(\.self)
        }
    }

    /// Records what lists say of images that an earlier version kept.
    private func summarize() throws(BuildError) {
        let unknown = try database.read { connection throws(BuildError) in
            try connection.rows("SELECT id FROM images WHERE platform IS NULL", map: { $0.digest(0) })
        }.compactMap(\.self)
        if unknown.isEmpty { return }
        var images = [StoredImage]()
        for id in unknown { images.append(try image(id)) }
        try database.transaction { connection throws(BuildError) in
            for image in images {
                try connection.execute(
                    "UPDATE images SET platform = ?, created = ?, size = ? WHERE id = ?",
                    .text(image.config.platform.description), .optional(image.config.created), .integer(image.size),
                    .digest(image.id))
            }
        }
    }
}
