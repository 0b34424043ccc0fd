package import Diagnostics
import Glibc
package import ImageModel

/// The directories that outlive builds: `RUN --mount=type=cache`.
///
/// One has the name `HEX.N`: the digest of what steps share it by, and a number, which is not 0 for those that were made
/// because the first was somebody's alone. Who uses one holds its file `use`, whose time is that of the last use.
package struct CacheMountStore: Sendable {
    let directory: StoreDirectory
    /// On the same file system.
    let workDirectory: String

    /// What came of asking for a cache mount.
    package enum Answer: Sendable {
        case taken(CacheMountUse)
        /// Others have it, and do not share.
        case busy
        case missing
    }

    /// Takes a cache mount that is there.
    ///
    /// - Parameter isShared: whether others may have it at the same time who share it too.
    /// - Throws: `store`.
    package func take(_ key: Digest, _ number: Int, isShared: Bool) throws(BuildError) -> Answer {
        try take(named: Self.name(key, number), isShared: isShared)
    }

    /// Takes a cache mount that is there, by the name of its directory.
    ///
    /// - Parameter isShared: whether others may have it at the same time who share it too.
    /// - Throws: `store`.
    package func take(named name: String, isShared: Bool) throws(BuildError) -> Answer {
        let place = "\(directory.cacheMounts)/\(name)"
        guard access("\(place)/use", F_OK) == 0 else { return .missing }
        guard let lock = try LockedFile(path: "\(place)/use", wait: false, isShared: isShared, isMade: false) else {
            return .busy
        }
        futimens(lock.descriptor, nil)
        return .taken(CacheMountUse(name: name, files: "\(place)/data", lock: lock))
    }

    /// Makes a cache mount, unless another process does so first.
    ///
    /// - Parameters:
    ///   - id: what people know it by.
    ///   - fill: puts into an empty directory what is in it at first, and gives it its owner and mode.
    package func make(
        _ key: Digest, _ number: Int, id: String, fill: (String) async throws -> Void
    ) async throws {
        let new = "\(workDirectory)/cachemount-\(UInt64.random(in: .min ... .max))"
        defer { RemoveTree.removeIgnoringErrors(new) }
        for path in [new, "\(new)/data"] {
            guard mkdir(path, 0o755) == 0 else { throw BuildError.system(errno, "directory '\(path)' can't be made") }
        }
        try await fill("\(new)/data")
        try CacheMountRecord.write(id: id, to: "\(new)/use")
        guard rename(new, path(key, number)) == 0 || errno == EEXIST || errno == ENOTEMPTY else {
            throw BuildError.system(errno, "a cache mount can't be kept")
        }
    }

    /// Deletes a cache mount, unless somebody uses it.
    ///
    /// - Returns: whether it is gone.
    package func remove(_ key: Digest, _ number: Int) throws(BuildError) -> Bool { try remove(path(key, number)) }

    /// Deletes a cache mount that has no files, unless somebody uses it.
    package func removeIfEmpty(_ key: Digest, _ number: Int) throws(BuildError) {
        let place = path(key, number)
        guard access("\(place)/data", F_OK) == 0, try DirectoryListing.names(in: "\(place)/data").isEmpty else {
            return
        }
        _ = try remove(place)
    }

    func remove(_ place: String) throws(BuildError) -> Bool {
        guard access("\(place)/use", F_OK) == 0 else { return true }
        guard let lock = try LockedFile(path: "\(place)/use", wait: false, isMade: false) else { return false }
        let moved = "\(workDirectory)/pruned-\(UInt64.random(in: .min ... .max))"
        guard rename(place, moved) == 0 else { throw BuildError.system(errno, "a cache mount can't be deleted") }
        withExtendedLifetime(lock) {}
        RemoveTree.removeIgnoringErrors(moved)
        return true
    }

    private func path(_ key: Digest, _ number: Int) -> String {
        "\(directory.cacheMounts)/\(Self.name(key, number))"
    }

    private static func name(_ key: Digest, _ number: Int) -> String { "\(key.hex).\(number)" }
}

/// The use of a cache mount, as long as this lives.
package final class CacheMountUse: Sendable {
    /// The name of its directory in the store.
    package let name: String
    /// The directory of its files.
    package let files: String
    private let lock: LockedFile

    init(name: String, files: String, lock: LockedFile) {
        self.name = name
        self.files = files
        self.lock = lock
    }
}
