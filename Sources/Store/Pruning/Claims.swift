import Diagnostics
import ImageModel

/// What this process uses of the store and no other may prune while it lives.
///
/// Everything that the store hands out or takes in is claimed, without the caller's doing: a snapshot that the cache or a
/// chain ID led to, with all below it; a blob that was found or written; an image that was read or kept. A claim is a lock
/// on one byte of a file, shared with all who claim the same; it ends with the process. Pruning takes the byte alone
/// before it deletes, so it never gets what is claimed, and who claims something that is being pruned waits, then finds
/// that it is gone.
final class Claims: Sendable {
    /// What can be claimed.
    enum Item: Hashable {
        case snapshot(Int64)
        /// A blob, or the image whose config it is.
        case blob(Digest)

        /// The byte that stands for it. Two blobs may have the same one: then neither is pruned while one is used.
        var byte: Int64 {
            switch self {
            case .snapshot(let id): id & (Self.half - 1)
            case .blob(let digest):
                digest.bytes.prefix(8).reduce(0) { $0 << 8 | Int64($1) } & (Self.half - 1) | Self.half
            }
        }

        private static let half: Int64 = 1 << 61
    }

    private let path: String
    private let bytes: LockedBytes

    init(in directory: StoreDirectory) throws(BuildError) {
        path = directory.claims
        bytes = try LockedBytes(path: path)
    }

    /// Claims something, whether it is there or not: look for it afterwards.
    func claim(_ item: Item) throws(BuildError) {
        try bytes.share(item.byte)
    }

    /// Claims the snapshot that a search finds. It may have been pruned before it was claimed, so it is searched for again.
    func claiming(_ find: () throws(BuildError) -> Snapshot?) throws(BuildError) -> Snapshot? {
        while let found = try find() {
            try claim(.snapshot(found.id))
            if try find()?.id == found.id { return found }
        }
        return nil
    }

    /// Begins to take what nobody has claimed, this process included.
    ///
    /// Things are taken inside a transaction, so that only one process takes any at a time. The seizure must outlive that:
    /// who claims what it took waits for it, then sees that it is gone.
    func beginSeizure() throws(BuildError) -> Seizure {
        Seizure(bytes: try LockedBytes(path: path))
    }
}

/// Things of the store that are about to be deleted.
final class Seizure: Sendable {
    private let bytes: LockedBytes

    fileprivate init(bytes: LockedBytes) {
        self.bytes = bytes
    }

    /// Takes something, unless a live process has claimed it.
    func takes(_ item: Claims.Item) throws(BuildError) -> Bool { try bytes.take(item.byte) }

    /// Whether a live process has claimed it.
    func isClaimed(_ item: Claims.Item) throws(BuildError) -> Bool { try bytes.isTaken(item.byte) }
}
