import Diagnostics
import ImageModel
import Layers

/// What a compressor made of a layer's tar.
struct CompressionResult: Hashable, Sendable {
    let digest: Digest
    /// In bytes.
    let size: Int64
}

/// What layers that were made here have been compressed to, so that a blob that is already where it should go need not be
/// made once more.
package struct CompressionTable: Sendable {
    let database: Database

    func result(of compression: LayerCompression, for diffID: Digest) throws(BuildError) -> CompressionResult? {
        let found = try database.read { connection throws(BuildError) in
            try connection.first(
                "SELECT digest, size FROM compressions WHERE diff_id = ? AND settings = ?", .digest(diffID),
                .text(compression.settings), map: { (digest: $0.digest(0), size: $0.integer(1)) })
        }
        return found.flatMap { found in found.digest.map { CompressionResult(digest: $0, size: found.size) } }
    }

    func record(
        _ result: CompressionResult, of compression: LayerCompression, for diffID: Digest
    ) throws(BuildError) {
        try database.transaction { connection throws(BuildError) in
            try connection.execute(
                "INSERT OR REPLACE INTO compressions (diff_id, settings, digest, size) VALUES (?, ?, ?, ?)",
                .digest(diffID), .text(compression.settings), .digest(result.digest), .integer(result.size))
        }
    }

    func forget(_ diffID: Digest) throws(BuildError) {
        try database.transaction { connection throws(BuildError) in
            try connection.execute("DELETE FROM compressions WHERE diff_id = ?", .digest(diffID))
        }
    }
}

extension LayerCompression {
    /// What decides the bytes.
    fileprivate var settings: String { "\(format) \(level.map(String.init) ?? "default")" }
}
