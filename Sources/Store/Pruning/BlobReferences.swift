import Diagnostics
import ImageModel

/// What refers to blobs.
enum BlobReferences {
    /// All blobs that a record refers to.
    static func all(_ connection: borrowing Connection) throws(BuildError) -> Set<Digest> {
        var digests = Set<Digest>()
        for query in queries {
            digests.formUnion(try connection.rows(query, map: { $0.digest(0) }).compactMap(\.self))
        }
        return digests
    }

    /// Each gives one column of digests. Whoever keeps blobs for a further reason adds a query.
    private static let queries = [
        "SELECT id FROM images",
        "SELECT digest FROM manifests",
        "SELECT blob_digest FROM layers WHERE blob_digest IS NOT NULL",
    ]
}
