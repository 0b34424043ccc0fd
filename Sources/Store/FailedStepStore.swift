package import Diagnostics
import Glibc

/// The root file systems of steps that failed, kept until the next build for who wants to look into them.
///
/// One is a directory `NUMBER` of its own: the step's layer in `upper`, `record` with what its keeper wants to know of it,
/// and `use`, which is locked while a process looks into it.
package struct FailedStepStore: Sendable {
    let directory: StoreDirectory
    /// On the same file system.
    let workDirectory: String

    /// The most bytes that a record may have.
    private static let recordLimit = 16 << 20
    /// With fewer bytes free the space is worth more than what filled it.
    private static let leastFree: Int64 = 1 << 20

    /// Keeps the layer of a step that failed.
    ///
    /// - Throws: `store` or `diskFull`; then the layer is still where it was.
    package func keep(_ tree: WorkingTree, record: [UInt8]) throws(BuildError) {
        guard let space = FileSystemSpace(of: directory.path), space.free >= Self.leastFree else {
            throw BuildError(.diskFull, "the failed step's root file system can't be kept: the disk is full")
        }
        try Self.write(record, to: "\(tree.directory)/record")
        try Self.write([], to: "\(tree.directory)/use")
        var number = (try numbers().max() ?? 0) + 1
        while rename(tree.directory, path(number)) != 0 {
            // Another build that failed was first.
            guard errno == EEXIST || errno == ENOTEMPTY else {
                throw BuildError.system(errno, "the failed step's root file system can't be kept")
            }
            number += 1
        }
    }

    /// The step that failed last; it stays while the result lives.
    ///
    /// - Returns: nil if none is kept.
    /// - Throws: `store`.
    package func latest() throws(BuildError) -> FailedStepUse? {
        for number in try numbers().sorted(by: >) {
            let place = path(number)
            guard let lock = try LockedFile(path: "\(place)/use", wait: true, isShared: true, isMade: false) else {
                continue
            }
            return FailedStepUse(files: "\(place)/upper", record: try Self.read("\(place)/record"), lock: lock)
        }
        return nil
    }

    /// Takes away what is kept, but what somebody looks into at this moment.
    ///
    /// - Returns: where it is now: below the process's own directory, to be deleted.
    /// - Throws: `store`.
    package func moveAway() throws(BuildError) -> [String] {
        var moved = [String]()
        for number in try numbers() {
            let place = path(number)
            guard let lock = try LockedFile(path: "\(place)/use", wait: false, isMade: false) else { continue }
            let target = "\(workDirectory)/failed-\(UInt64.random(in: .min ... .max))"
            guard rename(place, target) == 0 else {
                throw BuildError.system(errno, "a failed step's root file system can't be deleted")
            }
            withExtendedLifetime(lock) {}
            moved.append(target)
        }
        return moved
    }

    /// Deletes what is kept, but what somebody looks into at this moment; the files themselves go in the background.
    ///
    /// - Throws: `store`.
    package func removeAll() throws(BuildError) {
        for path in try moveAway() { Task.detached { RemoveTree.removeIgnoringErrors(path) } }
    }

    /// The bytes on disk of what is kept, and how many of them a prune would free.
    func usage() throws(BuildError) -> StoreUsage.Category {
        var category = StoreUsage.Category()
        category.size = AllocatedSpace.measureAlone(directory.failed)
        for number in try numbers() {
            let size = try AllocatedSpace.measure(path(number))
            category.total += 1
            category.size += size
            if try LockedFile(path: "\(path(number))/use", wait: false, isMade: false) == nil {
                category.active += 1
            } else {
                category.reclaimable += size
            }
        }
        return category
    }

    private func numbers() throws(BuildError) -> [Int] {
        try DirectoryListing.names(in: directory.failed).compactMap { Int($0) }
    }

    private func path(_ number: Int) -> String { "\(directory.failed)/\(number)" }

    private static func write(_ content: [UInt8], to path: String) throws(BuildError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw BuildError.system(errno, "'\(path)' can't be made") }
        defer { close(descriptor) }
        var written = 0
        while written < content.count {
            let count = content[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 || errno == EINTR else { throw BuildError.system(errno, "'\(path)' can't be written") }
            written += max(0, count)
        }
    }

    private static func read(_ path: String) throws(BuildError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw BuildError.system(errno, "'\(path)' can't be read") }
        defer { close(descriptor) }
        var content = [UInt8]()
        var chunk = [UInt8](repeating: 0, count: 64 * 1024)
        while content.count <= recordLimit {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count == 0 { return content }
            guard count > 0 || errno == EINTR else { throw BuildError.system(errno, "'\(path)' can't be read") }
            content += chunk[..<max(0, count)]
        }
        throw BuildError(.corrupt, "'\(path)' can't be read: it has more than \(recordLimit) bytes")
    }
}

/// The use of a failed step's root file system, as long as this lives.
package final class FailedStepUse: Sendable {
    /// The directory of the step's layer: an upper directory.
    package let files: String
    package let record: [UInt8]
    private let lock: LockedFile

    init(files: String, record: [UInt8], lock: LockedFile) {
        self.files = files
        self.record = record
        self.lock = lock
    }
}
