package import Diagnostics
import Glibc
import ImageModel
import Synchronization
package import SystemPackage

/// Remembers the digests of files between builds, so that a file that hasn't changed costs one stat(2) and no reading.
///
/// A file is the same if device, inode, size, modification time and change time are. A file that changes again within
/// the clock tick of its last change would look the same, so a file that has changed as late as this index was opened
/// is not remembered (git calls such entries racy).
package final class StatIndex: Sendable {
    private let path: FilePath
    private let stored: StatTable
    /// Files that changed at this time or later are not remembered.
    private let opened: FileTime
    private let state: Mutex<State>

    private struct State {
        /// Entries that aren't stored, or are stored otherwise.
        var fresh = [FileIdentity: StatEntry]()
        /// Whether each stored entry has been of use.
        var isUsed: [Bool]
    }

    /// Reads an index file. One that is missing, damaged or of another version is as good as an empty one.
    package convenience init(at path: FilePath) {
        self.init(path, StatTable(reading: path))
    }

    /// An empty index, which takes the place of the one that the file holds.
    convenience init(replacing path: FilePath) {
        self.init(path, StatTable())
    }

    private init(_ path: FilePath, _ stored: StatTable) {
        self.path = path
        self.stored = stored
        opened = FileTime.now
        state = Mutex(State(isUsed: Array(repeating: false, count: stored.count)))
    }

    /// The digest of a file's content that is known; nil if the file must be read.
    func digest(of status: FileStatus) -> Digest? {
        state.withLock { state in
            if let entry = state.fresh[status.identity] { return entry.describes(status) ? entry.digest : nil }
            guard let position = stored.position(of: status.identity) else { return nil }
            let entry = stored[position]
            guard entry.describes(status) else { return nil }
            state.isUsed[position] = true
            return entry.digest
        }
    }

    /// Remembers a digest that was computed of a file that had this status before it was read.
    func record(_ digest: Digest, of status: FileStatus) {
        // Time stamps without nanoseconds come from file systems that count in steps of up to two seconds.
        let step: Int64 = status.changed.nanoseconds == 0 ? 2 : 0
        let limit = FileTime(seconds: opened.seconds - step, nanoseconds: opened.nanoseconds)
        guard status.changed < limit else { return }
        state.withLock { $0.fresh[status.identity] = StatEntry(status, digest) }
    }

    /// Writes what is new, if anything is, in place of the old file.
    ///
    /// - Throws: `store`, `diskFull`. The old file is still there then.
    package func save() throws(BuildError) {
        let entries = state.withLock { state in
            state.fresh.isEmpty ? [] : stored.merging(state.fresh, isUsed: state.isUsed)
        }
        if entries.isEmpty { return }
        try StatTable.write(entries, to: path)
    }
}

extension FileTime {
    /// The time by the clock that file systems take their time stamps from.
    static var now: FileTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME_COARSE, &time)
        return FileTime(seconds: Int64(time.tv_sec), nanoseconds: Int64(time.tv_nsec))
    }
}
