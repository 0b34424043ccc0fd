import Diagnostics
import Glibc

/// A live process's claim on what it is making: a file that is locked while the process lives, whatever its PID.
///
/// A lease that another process can lock belongs to a dead one; its work is removed.
package final class Lease: Sendable {
    /// The name of the lease's file, and of its directory under `work`.
    package let name: String
    /// The directory in which this process makes things.
    package let workDirectory: String
    private let file: LockedFile

    /// Takes a new lease.
    ///
    /// - Throws: `store` or `diskFull`.
    init(in directory: StoreDirectory) throws(BuildError) {
        var generator = SystemRandomNumberGenerator()
        name = String(UInt64.random(in: .min ... .max, using: &generator), radix: 36)
        guard let file = try LockedFile(path: "\(directory.leases)/\(name)", wait: true) else {
            throw BuildError(.internalError, "a lease that was waited for is not held")
        }
        self.file = file
        workDirectory = "\(directory.work)/\(name)"
        guard mkdir(workDirectory, 0o711) == 0 else {
            throw BuildError.system(errno, "directory '\(workDirectory)' can't be made")
        }
    }

    /// Ends the lease; what is left in its directory goes with it.
    package func end() {
        RemoveTree.removeIgnoringErrors(workDirectory)
        file.unlinkAndUnlock()
    }

    /// Whether a live process has the store open.
    static func isAnyAlive(in directory: StoreDirectory) throws(BuildError) -> Bool {
        for name in try DirectoryListing.names(in: directory.leases)
        where try LockedFile(path: "\(directory.leases)/\(name)", wait: false, isMade: false) == nil {
            // It may have ended since it was listed.
            if access("\(directory.leases)/\(name)", F_OK) == 0 { return true }
        }
        return false
    }

    /// Removes what dead processes left: their directories and their lease files.
    static func removeDead(in directory: StoreDirectory) throws(BuildError) {
        let leases = try DirectoryListing.names(in: directory.leases)
        let works = try DirectoryListing.names(in: directory.work)
        for name in Set(leases).union(works) {
            guard let file = try LockedFile(path: "\(directory.leases)/\(name)", wait: false) else { continue }
            RemoveTree.removeIgnoringErrors("\(directory.work)/\(name)")
            file.unlinkAndUnlock()
        }
    }
}
