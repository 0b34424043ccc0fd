import Diagnostics
import Glibc
import SystemPackage

/// One file found in a tree.
struct TreeEntry {
    /// The directory that holds it.
    let directory: OpenFile
    /// That directory's path from the root, with a slash at its end unless it is the root.
    let parentPath: [UInt8]
    let name: FileName
    let status: FileStatus

    /// The path from the root, without a leading slash.
    var path: FilePath { FilePath(bytes: parentPath + name.bytes) }
}

extension FilePath {
    /// The bytes that come before a name in this directory: `usr/lib/` for `/usr/lib`, nothing for the root.
    var walkPrefix: [UInt8] { components.flatMap { FileName($0).bytes + [UInt8(ascii: "/")] } }
}

/// What a walk comes by.
enum TreeEvent {
    /// Anything but a directory.
    case file(TreeEntry)
    /// A directory; what is in it follows. The second value is the directory itself.
    case enter(TreeEntry, OpenFile)
    /// All that is in the directory has been seen.
    case leave(TreeEntry, OpenFile)
}

/// Walks over what is in a directory, depth first, names in the order of their bytes, following no link. What is copied
/// and what a cache key says is copied are the same because both use this walk.
///
/// An excluded directory shows only if something in it is included, ahead of that.
struct TreeWalk {
    private let root: RootedDirectory
    private let filter: TreeFilter?
    private var levels: [Level]
    /// The path of the last level's directory, as `TreeEntry` has it.
    private var path: [UInt8]
    /// Events that are due before the walk goes on, the next one last.
    private var due = [TreeEvent]()

    /// A directory that the walk is in.
    private struct Level {
        /// nil for the top, which is no event.
        let entry: TreeEntry?
        let directory: OpenFile
        /// The names still to come, the next one last.
        var names: [FileName]
        var isReported: Bool
    }

    /// - Parameters:
    ///   - directory: where the walk starts.
    ///   - path: its path from the root.
    init(
        of directory: OpenFile, at path: FilePath, in root: RootedDirectory, filter: TreeFilter?
    ) throws(Errno) {
        self.root = root
        self.filter = filter
        self.path = path.walkPrefix
        levels = [Level(entry: nil, directory: directory, names: try directory.entries().reversed(), isReported: true)]
    }

    /// The next event; nil at the end.
    ///
    /// - Throws: the root's failure code, `invalidInput` for a tree that is too deep.
    mutating func next() throws(BuildError) -> TreeEvent? {
        while due.isEmpty, !levels.isEmpty {
            if let name = levels[levels.count - 1].names.popLast() {
                try visit(name)
            } else {
                leave()
            }
        }
        return due.popLast()
    }

    private mutating func visit(_ name: FileName) throws(BuildError) {
        let directory = levels[levels.count - 1].directory
        do throws(Errno) {
            let status = try directory.status(of: name)
            let entry = TreeEntry(directory: directory, parentPath: path, name: name, status: status)
            let isExcluded = isExcluded(name, status)
            if !status.isDirectory {
                if isExcluded { return }
                due = [.file(entry)]
                report()
            } else if !isExcluded || mayContainIncluded(name) {
                guard levels.count < TreeWalk.deepest else { throw .fileNameTooLong }
                let opened = try directory.openDirectory(name)
                levels.append(
                    Level(entry: entry, directory: opened, names: try opened.entries().reversed(), isReported: false))
                path += name.bytes + [UInt8(ascii: "/")]
                if !isExcluded { report() }
            }
        } catch .noSuchFileOrDirectory {
            // It has gone since its name was read.
            return
        } catch {
            throw root.failure(error, FilePath(bytes: path + name.bytes), "be read")
        }
    }

    private func isExcluded(_ name: FileName, _ status: FileStatus) -> Bool {
        guard let filter else { return false }
        return filter.isExcluded(String(decoding: path + name.bytes, as: UTF8.self), status.isDirectory)
    }

    private func mayContainIncluded(_ name: FileName) -> Bool {
        filter?.mayContainIncluded(String(decoding: path + name.bytes, as: UTF8.self)) ?? true
    }

    /// Puts the directories that the walk is in and hasn't shown yet ahead of what is due.
    private mutating func report() {
        for index in levels.indices.reversed() {
            if levels[index].isReported { return }
            levels[index].isReported = true
            if let entry = levels[index].entry { due.append(.enter(entry, levels[index].directory)) }
        }
    }

    private mutating func leave() {
        let level = levels.removeLast()
        guard let entry = level.entry else { return }
        path.removeLast(entry.name.bytes.count + 1)
        if level.isReported { due.append(.leave(entry, level.directory)) }
    }

    /// Each level keeps a descriptor open.
    private static let deepest = 256
}
