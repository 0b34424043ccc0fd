import Diagnostics
import Glibc

/// Where everything on disk is.
///
/// ```
/// pith.db                the database
/// pith.db.damaged-N      one that was damaged, saved by a repair
/// opening                locked while a process opens the database
/// claims                 its bytes are locked for what live processes use, and for the steps that they run
/// reserve                space that pruning gives itself on a full disk
/// blobs/sha256/HEX       blobs
/// snapshots/ID           one layer's files each, an overlay upper directory
/// work/LEASE/…           what a live process is making
/// leases/LEASE           locked while its process lives
/// partial/HEX            a blob on its way, locked while somebody brings it
/// /// contexts/HEX           the stat index of a build context
/// remotes/HEX/…          what was fetched from one address
/// packages/NAME         package files and indexes of package archives; locked while somebody composes from them
/// cachemounts/HEX.N      a cache mount: its files in data, and use, which is locked while a step has it
/// failed/NUMBER/…        the root file system of a step that failed, kept until the next build
/// empty                  the lower directory below `scratch`
/// run                    mount point of a private tmpfs: bundles and root file systems
/// ```
package struct StoreDirectory: Sendable, Hashable {
    /// Absolute.
    package let path: String

    package init(path: String) {
        self.path = path
    }

    package var database: String { "\(path)/pith.db" }
    package var claims: String { "\(path)/claims" }
    package var reserve: String { "\(path)/reserve" }
    package var blobs: String { "\(path)/blobs/sha256" }
    package var snapshots: String { "\(path)/snapshots" }
    package var work: String { "\(path)/work" }
    package var leases: String { "\(path)/leases" }
    package var partial: String { "\(path)/partial" }
    package var contexts: String { "\(path)/contexts" }
    package var remotes: String { "\(path)/remotes" }
    package var packages: String { "\(path)/packages" }
    package var cacheMounts: String { "\(path)/cachemounts" }
    package var failed: String { "\(path)/failed" }
    package var empty: String { "\(path)/empty" }
    package var run: String { "\(path)/run" }

    /// The directory of a committed snapshot.
    package func snapshot(_ id: Int64) -> String { "\(snapshots)/\(id)" }

    /// Whether there are snapshots or blobs.
    var hasContent: Bool {
        get throws(BuildError) {
            for place in [snapshots, blobs] where try !DirectoryListing.names(in: place).isEmpty { return true }
            return false
        }
    }

    /// Makes the directories that are missing. Others can reach what a live process wants them to reach, below `work`, and
    /// nothing else: apt fetches packages as a user of its own.
    ///
    /// - Throws: `store` or `diskFull`.
    func create() throws(BuildError) {
        let isNew = access(run, F_OK) != 0
        try makeParents()
        for directory in [path, work] { try make(directory, mode: 0o711) }
        for directory in [
            "\(path)/blobs", blobs, snapshots, leases, partial, contexts, remotes, packages, cacheMounts, failed,
        ] {
            try make(directory, mode: 0o700)
        }
        try make(empty, mode: 0o755)
        // Before anything in them is said to be durable.
        if isNew { for directory in [parent, path, "\(path)/blobs"] { try DirectorySync.sync(directory) } }
        try make(run, mode: 0o700)
    }

    private var parent: String {
        let parent = path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
        return parent.isEmpty ? "/" : String(parent)
    }

    private func makeParents() throws(BuildError) {
        var index = path.index(after: path.startIndex)
        while let slash = path[index...].firstIndex(of: "/") {
            let parent = String(path[..<slash])
            if access(parent, F_OK) != 0 { try make(parent, mode: 0o755) }
            index = path.index(after: slash)
        }
    }

    private func make(_ directory: String, mode: mode_t) throws(BuildError) {
        guard mkdir(directory, mode) != 0, errno != EEXIST else { return }
        throw BuildError.system(errno, "directory '\(directory)' can't be made")
    }
}
