package import Diagnostics
package import ImageModel

extension ImageTable {
    /// What was found to make an image smaller; empty if nothing would, nil if nobody looked.
    package func advice(for id: Digest) throws(BuildError) -> String? {
        try database.read { connection throws(BuildError) in
            try connection.first("SELECT advice FROM images WHERE id = ?", .digest(id), map: { $0.text(0) }) ?? nil
        }
    }

    /// Keeps what was found, for as long as the image is there.
    package func recordAdvice(_ advice: String, for id: Digest) throws(BuildError) {
        try database.transaction { connection throws(BuildError) in
            try connection.execute("UPDATE images SET advice = ? WHERE id = ?", .text(advice), .digest(id))
        }
    }
}
