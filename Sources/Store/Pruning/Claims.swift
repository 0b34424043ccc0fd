import Diagnostics
import ImageModel
import Synchronization

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
            case .snapshot(let id): id & (Claims.half - 1)
            case .blob(let digest): Claims.half | digest.byte
            }
        }

        fileprivate var bytes: Range<Int64> { byte..<byte + 1 }
    }

    private static let half: Int64 = 1 << 61
    /// The bytes of all that can be claimed.
    fileprivate static let all = 0..<2 * half
    /// The most claims that a process has one by one: the kernel looks through all of them at each further one. Who uses
    /// more claims everything.
    private static let mostClaims = 4000

    private let path: String
    private let bytes: LockedBytes
    private let held = Mutex(HeldBytes())

    private struct HeldBytes {
        var bytes = Set<Int64>()
        var isAll = false
    }

    init(in directory: StoreDirectory) throws(BuildError) {
        path = directory.claims
        bytes = try LockedBytes(path: path)
    }

    /// Claims something, whether it is there or not: look for it afterwards.
    func claim(_ item: Item) throws(BuildError) {
        let (isHeld, isMany) = held.withLock { held in
            (held.isAll || held.bytes.contains(item.byte), held.bytes.count >= Self.mostClaims)
        }
        if isHeld { return }
        try bytes.share(isMany ? Self.all : item.bytes)
        held.withLock { held in
            if isMany { held = HeldBytes(isAll: true) } else { held.bytes.insert(item.byte) }
        }
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

    /// Takes the right to do something that one process does at a time.
    ///
    /// - Parameter isShared: whether others may have it at the same time who share it too.
    /// - Returns: nil while another one has it.
    func lock(_ key: Digest, isShared: Bool) throws(BuildError) -> KeyLock? {
        let bytes = try LockedBytes(path: path)
        // Beyond all that can be claimed.
        let byte = 2 * Self.half | key.byte
        return try bytes.take(byte..<byte + 1, isShared: isShared) ? KeyLock(bytes) : nil
    }
}

extension Digest {
    /// A number for it, below 2^61.
    fileprivate var byte: Int64 {
        bytes.prefix(8).reduce(0) { $0 << 8 | Int64($1) } & (1 << 61 - 1)
    }
}

/// The right to do something that one process does at a time; it ends with this value, or with the process.
package final class KeyLock: Sendable {
    private let bytes: LockedBytes

    fileprivate init(_ bytes: LockedBytes) {
        self.bytes = bytes
    }
}

/// Things of the store that are about to be deleted.
final class Seizure: Sendable {
    private let bytes: LockedBytes

    fileprivate init(bytes: LockedBytes) {
        self.bytes = bytes
    }

    /// Takes something, unless a live process has claimed it.
    func takes(_ item: Claims.Item) throws(BuildError) -> Bool { try bytes.take(item.bytes) }

    /// Takes everything that no live process has claimed, and says what is.
    func takeAll() throws(BuildError) -> ClaimedItems {
        ClaimedItems(bytes: try bytes.takeFree(of: Claims.all))
    }

    /// Whether a live process has claimed it.
    func isClaimed(_ item: Claims.Item) throws(BuildError) -> Bool { try bytes.holder(of: item.bytes) != nil }
}

/// What live processes use.
struct ClaimedItems: Sendable {
    /// In their order; none overlaps another.
    fileprivate let bytes: [Range<Int64>]

    func contains(_ item: Claims.Item) -> Bool {
        // The first that ends behind it.
        var places = bytes.startIndex..<bytes.endIndex
        while !places.isEmpty {
            let middle = places.lowerBound + places.count / 2
            places =
                bytes[middle].upperBound > item.byte
                ? places.lowerBound..<middle : middle + 1..<places.upperBound
        }
        return places.lowerBound < bytes.endIndex && bytes[places.lowerBound].contains(item.byte)
    }
}
