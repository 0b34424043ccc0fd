package import Diagnostics
import Glibc
package import SystemPackage

/// Copies files as one COPY or ADD instruction says: into a file system that is there already, following the links it
/// finds on the way to the destination and none below it.
///
/// Content, mode, modification time and extended attributes are kept, and hard links within one source. Sockets become
/// empty files.
package struct TreeCopier {
    private let source: RootedDirectory
    let destination: RootedDirectory
    let attributes: CopyAttributes
    private let filter: TreeFilter?
    let isLinked: Bool
    /// What an earlier layer has of the same copy.
    let earlier: EarlierCopy?
    var dataCopy = DataCopy()
    /// Fill the files of directories.
    private(set) var fillers: FileFillers?
    /// Where the files of this source that have several names were copied to first.
    var copies = [FileIdentity: FilePath]()

    /// - Parameters:
    ///   - source: the build context, or another stage's file system.
    ///   - destination: the file system that is written to.
    ///   - filter: what counts as absent in the source.
    ///   - isLinked: whether files are laid over what is there, as a layer is (`--link`): links at the destination are
    ///     replaced rather than followed, as is whatever is of another kind, and directories on the way are as if made.
    ///   - earlier: a layer whose files may be linked; the destination is then a layer's own directory.
    package init(
        from source: RootedDirectory, to destination: RootedDirectory, attributes: CopyAttributes,
        filter: TreeFilter? = nil, isLinked: Bool = false, earlier: EarlierCopy? = nil
    ) {
        self.source = source
        self.destination = destination
        self.attributes = attributes
        self.filter = filter
        self.isLinked = isLinked
        self.earlier = earlier
    }

    /// Copies files and the contents of directories, in the order given; later ones replace earlier ones.
    ///
    /// - Throws: `diskFull`; the failure code of the side that can't be read or written, also for a directory where a
    ///   file is to go, and for another file where a directory is to go.
    package mutating func copy(_ matches: [SourceMatch], to target: CopyDestination) throws(BuildError) {
        defer { try? fillers?.finish() }
        for match in matches {
            copies = [:]
            switch try match.content(in: source, filter: filter) {
            case .file(let entry): try copyFile(entry, named: match.name, to: target)
            case .directory(let directory, var walk): try copyContents(of: directory, &walk, to: target)
            }
        }
        do throws(FileFillers.Failure) {
            try fillers?.finish()
        } catch {
            throw destination.failure(error.number, error.path, "be written")
        }
        fillers = nil
    }

    /// Makes the destination a directory, if it isn't there, as a copy of a directory's contents would.
    ///
    /// - Parameter path: the file of the source whose time the directories made get.
    /// - Returns: its path, without links.
    package func prepareDirectory(
        _ target: CopyDestination, like path: FilePath
    ) throws(BuildError) -> FilePath {
        let modified = try source.status(of: path)?.modified ?? .epoch
        _ = try openDirectory(target.path, mode: 0o755, modified: modified)
        return try destination.resolve(target.path)
    }

    private mutating func copyFile(
        _ entry: TreeEntry, named name: FileName?, to target: CopyDestination
    ) throws(BuildError) {
        var path = isLinked ? target.path : try destination.resolve(target.path)
        let isDirectory = isLinked ? false : try destination.status(of: path)?.isDirectory == true
        if target.isDirectory || isDirectory {
            path = path.appending(name ?? entry.name)
        }
        let parent = try openDirectory(
            path.removingLastComponent(), mode: attributes.createdMode, modified: entry.status.modified)
        try writing(to: path) { copier throws(Errno) in
            // A directory that only gets one more file keeps its time, so that equal copies make equal layers.
            let modified = try parent.status().modified
            try copier.makeRoom(for: path, isDirectory: false, in: parent)
            try copier.copyFile(entry, to: path, in: parent, root: copier.destination.directory)
            try parent.setModified(modified)
        }
    }

    private mutating func copyContents(
        of directory: OpenFile, _ walk: inout TreeWalk, to target: CopyDestination
    ) throws(BuildError) {
        var path = isLinked ? target.path : try destination.resolve(target.path)
        let modified = try writing(to: path) { copier throws(Errno) in
            copier.attributes.modified(try directory.status())
        }
        var levels = [try openDirectory(path, mode: 0o755, modified: modified)]
        if fillers == nil { fillers = FileFillers(filler) }
        while let event = try walk.next() {
            let level = levels[levels.count - 1]
            switch event {
            case .file(let entry):
                let filePath = path.appending(entry.name)
                try writing(to: filePath) { copier throws(Errno) in
                    try copier.makeRoom(for: filePath, isDirectory: false, in: level)
                    try copier.copyFile(entry, to: filePath, in: level, root: copier.destination.directory)
                }
            case .enter(let entry, _):
                path = path.appending(entry.name)
                levels.append(
                    try writing(to: path) { copier throws(Errno) in
                        try copier.makeRoom(for: path, isDirectory: true, in: level)
                        return try level.makeOrOpenDirectory(entry.name)
                    })
            case .leave(let entry, let opened):
                try writing(to: path) { copier throws(Errno) in
                    try copier.finishDirectory(level, like: entry.status, opened)
                }
                levels.removeLast()
                path.removeLastComponent()
            }
        }
        // The directory that receives the contents keeps its owner and mode, but shows the source's time, as BuildKit
        // has it.
        let top = levels[0]
        try writing(to: path) { _ throws(Errno) in try top.setModified(modified) }
    }

    /// Opens a directory of the destination, made with those above it if it is missing, with the time of what is copied.
    private func openDirectory(
        _ path: FilePath, mode: UInt16, modified: FileTime
    ) throws(BuildError) -> OpenFile {
        if isLinked {
            try layDirectories(path, mode: mode, modified: modified)
        } else {
            try destination.makeDirectories(path, mode: mode, owner: attributes.createdOwner, modified: modified)
        }
        return try destination.open(path, options: .directory)
    }

    /// Gives what fails in `body` the destination's path.
    private mutating func writing<Value>(
        to path: FilePath, _ body: (inout TreeCopier) throws(Errno) -> Value
    ) throws(BuildError) -> Value {
        do throws(Errno) {
            return try body(&self)
        } catch {
            // What stopped the walk may be a file before.
            let first = fillers?.failure ?? FileFillers.Failure(number: error, path: path)
            throw destination.failure(first.number, first.path, "be written")
        }
    }
}
