package import Diagnostics
package import ImageModel

/// An image that was composed here, with what it was composed from.
package struct StoredComposition: Hashable, Sendable {
    package let image: Digest
    /// The lock, as its composer wrote it.
    package let lock: [UInt8]
    /// When it was composed or last renewed, RFC 3339.
    package let date: String

    package init(image: Digest, lock: [UInt8], date: String) {
        self.image = image
        self.lock = lock
        self.date = date
    }
}

/// Composed images by request, so that a second build neither composes again nor needs the network.
package struct CompositionTable: Sendable {
    let database: Database

    /// What was composed for a request, if anything.
    package func composition(for request: String) throws(BuildError) -> StoredComposition? {
        try database.read { connection throws(BuildError) in
            try connection.first(
                "SELECT image, lock, date FROM compositions WHERE request = ?", .text(request),
                map: { row in
                    row.digest(0).map { StoredComposition(image: $0, lock: row.blob(1) ?? [], date: row.text(2) ?? "") }
                })
        } ?? nil
    }

    /// The locks of all composed images, each once.
    package func locks() throws(BuildError) -> [[UInt8]] {
        try database.read { connection throws(BuildError) in
            try connection.rows("SELECT DISTINCT lock FROM compositions", map: { $0.blob(0) ?? [] })
        }
    }

    /// Whether an image is one that was composed here.
    package func holds(_ image: Digest) throws(BuildError) -> Bool {
        try database.read { connection throws(BuildError) in
            try connection.first("SELECT 1 FROM compositions WHERE image = ?", .digest(image), map: { _ in true })
                != nil
        }
    }

    /// Remembers what was composed for a request, in place of anything before.
    package func record(_ composition: StoredComposition, for request: String) throws(BuildError) {
        try database.transaction(durable: true) { connection throws(BuildError) in
            try connection.execute(
                "INSERT OR REPLACE INTO compositions (request, image, lock, date) VALUES (?, ?, ?, ?)", .text(request),
                .digest(composition.image), .blob(composition.lock), .text(composition.date))
        }
    }
}
