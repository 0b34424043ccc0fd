package import Diagnostics
import Glibc
package import SystemPackage

/// Takes a file, or a directory with all that is in it, out of a root file system to a place of the user's, to whom it
/// belongs then.
///
/// Content, permissions and modification times are kept, and symbolic links stay links. Since the owner is another one,
/// setuid and setgid are dropped: the program would run as whoever took it out. Devices, FIFOs and sockets are left out.
package struct TreeExtraction {
    /// What was written.
    package struct Summary: Hashable, Sendable {
        /// Files and links, directories not counted.
        package fileprivate(set) var files = 0
        /// Devices, FIFOs and sockets that were not.
        package fileprivate(set) var leftOut = 0
    }

    private let source: RootedDirectory
    private let isStopped: () -> Bool
    private var dataCopy = DataCopy()
    private var summary = Summary()

    /// - Parameter isStopped: asked before each file; true ends it.
    package init(from source: RootedDirectory, isStopped: @escaping () -> Bool = { false }) {
        self.source = source
        self.isStopped = isStopped
    }

    /// Writes what is at `path` to a new name, or into `destination` under its own name if that is a directory.
    ///
    /// - Parameters:
    ///   - path: raw bytes from the root; its last component is not followed if it is a symbolic link.
    ///   - replacing: whether a file or link that has the name may be replaced. A directory never is.
    /// - Returns: nil, with nothing written, if something that could be replaced has the name.
    /// - Throws: `usage` for a destination that can't be written; the root's failure code; `diskFull`; `interrupted` once
    ///   it was stopped.
    package mutating func extract(
        _ path: [UInt8], to destination: FilePath, replacing: Bool = false
    ) throws(BuildError) -> Summary? {
        let sourcePath = FilePath(bytes: path)
        guard let last = sourcePath.lastComponent, last.kind == .regular else {
            throw BuildError(.usage, "'\(sourcePath.inRoot)' has no name to be extracted by")
        }
        let (place, target) = try Self.place(destination, named: last)
        let entry = try find(sourcePath, named: FileName(last))
        summary = Summary()
        return try writing(target.description) { extraction throws(Errno) in
            guard let present = try? place.status(of: target) else {
                try extraction.write(entry, to: place, as: target)
                return extraction.summary
            }
            guard !present.isDirectory, !entry.status.isDirectory else { throw .fileExists }
            guard replacing else { return nil }
            // What is there stays until the new file is whole.
            let temporary = FileName(".pith-\(UInt64.random(in: 0 ... .max))".utf8)
            try extraction.write(entry, to: place, as: temporary)
            if extraction.summary.files == 0 { return extraction.summary }
            try place.rename(temporary, to: target)
            return extraction.summary
        }
    }

    /// The directory to write into, and the name there.
    private static func place(
        _ destination: FilePath, named name: FilePath.Component
    ) throws(BuildError) -> (OpenFile, FileName) {
        if let directory = try? openDirectory(destination) { return (directory, FileName(name)) }
        guard let last = destination.lastComponent, last.kind == .regular else {
            throw BuildError(.usage, "'\(destination)' is no place to extract to")
        }
        let parent = destination.removingLastComponent()
        do throws(Errno) {
            return (try openDirectory(parent.isEmpty ? "." : parent), FileName(last))
        } catch {
            throw BuildError(error, .usage, "'\(destination)' can't be written")
        }
    }

    private static func openDirectory(_ path: FilePath) throws(Errno) -> OpenFile {
        let descriptor = try path.withPath { path throws(Errno) in
            try SystemCall.attempt { open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        }
        return OpenFile(taking: FileDescriptor(rawValue: descriptor))
    }

    private func find(_ path: FilePath, named name: FileName) throws(BuildError) -> TreeEntry {
        let parent = path.removingLastComponent()
        do throws(Errno) {
            let directory = try source.openInRoot(parent, O_RDONLY | O_DIRECTORY)
            return TreeEntry(
                directory: directory, parentPath: parent.walkPrefix, name: name,
                status: try directory.status(of: name))
        } catch {
            throw source.failure(error, path, "be read")
        }
    }

    private mutating func write(_ entry: TreeEntry, to directory: OpenFile, as name: FileName) throws(Errno) {
        switch entry.status.kind {
        case .regular: try writeFile(entry, to: directory, as: name)
        case .directory: try writeDirectory(entry, to: directory, as: name)
        case .symbolicLink:
            try directory.makeLink(name, to: try entry.directory.readLink(entry.name))
            try directory.setModified(entry.status.modified, of: name)
            summary.files += 1
        case .characterDevice, .blockDevice, .fifo, .socket: summary.leftOut += 1
        }
    }

    private mutating func writeFile(_ entry: TreeEntry, to directory: OpenFile, as name: FileName) throws(Errno) {
        if isStopped() { throw .canceled }
        let source = try entry.directory.openFile(entry.name)
        let file = try directory.open(name, O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
        do throws(Errno) {
            try dataCopy.copy(source, to: file, size: entry.status.size)
            try file.setMode(entry.status.mode & 0o777)
            try file.setModified(entry.status.modified)
        } catch {
            // Half a file would pass for the whole.
            try? directory.remove(name, isDirectory: false)
            throw error
        }
        summary.files += 1
    }

    private mutating func writeDirectory(
        _ entry: TreeEntry, to directory: OpenFile, as name: FileName
    ) throws(Errno) {
        let opened = try entry.directory.openDirectory(entry.name)
        var walk = try TreeWalk(of: opened, at: entry.path, in: source, filter: nil)
        try directory.makeDirectory(name, mode: 0o700)
        let top = try directory.openDirectory(name)
        var levels = [top]
        while let event = try Self.next(&walk), let level = levels.last {
            switch event {
            case .file(let entry): try write(entry, to: level, as: entry.name)
            case .enter(let entry, _):
                try level.makeDirectory(entry.name, mode: 0o700)
                levels.append(try level.openDirectory(entry.name))
            case .leave(let entry, _):
                levels.removeLast()
                try Self.finish(level, like: entry.status)
            }
        }
        try Self.finish(top, like: entry.status)
    }

    private static func next(_ walk: inout TreeWalk) throws(Errno) -> TreeEvent? {
        do throws(BuildError) {
            return try walk.next()
        } catch {
            throw error.underlying as? Errno ?? .ioError
        }
    }

    /// Once nothing more is written into it.
    private static func finish(_ directory: OpenFile, like status: FileStatus) throws(Errno) {
        try directory.setMode(status.mode & 0o1777)
        try directory.setModified(status.modified)
    }

    private mutating func writing<Value>(
        _ name: String, _ body: (inout TreeExtraction) throws(Errno) -> Value
    ) throws(BuildError) -> Value {
        do throws(Errno) {
            return try body(&self)
        } catch .canceled {
            throw BuildError(.interrupted, "extracting '\(name)' was interrupted")
        } catch {
            throw BuildError(error, .usage, "'\(name)' can't be extracted")
        }
    }
}

extension OpenFile {
    /// renameat(2) within this directory.
    fileprivate func rename(_ name: FileName, to other: FileName) throws(Errno) {
        try name.withCString { name throws(Errno) in
            try other.withCString { other throws(Errno) in
                _ = try SystemCall.attempt { renameat(raw, name, raw, other) }
            }
        }
    }
}
