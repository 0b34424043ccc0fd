import Glibc
import SystemPackage

/// How each kind of file comes into being.
extension TreeCopier {
    /// Copies anything but a directory, in place of what had the name.
    ///
    /// - Parameter path: the new file's path from `root`.
    mutating func copyFile(
        _ entry: TreeEntry, to path: FilePath, in directory: OpenFile, root: OpenFile
    ) throws(Errno) {
        guard let last = path.lastComponent else { throw .isDirectory }
        let name = FileName(last)
        switch entry.status.kind {
        case .directory:
            throw .isDirectory
        case .regular:
            if entry.status.linkCount > 1 {
                if let first = copies[entry.status.identity] {
                    return try directory.replacing(name) { () throws(Errno) in
                        try directory.link(name, to: first.removingRoot(), in: root)
                    }
                }
                copies[entry.status.identity] = path
            }
            try copyRegularFile(entry, to: path, as: name, in: directory)
        case .socket:
            let file = try directory.createFile(name)
            try Self.finish(file, like: entry.status, attributes, [])
        case .symbolicLink:
            let target = try entry.directory.readLink(entry.name)
            try directory.replacing(name) { () throws(Errno) in try directory.makeLink(name, to: target) }
            try directory.setOwner(attributes.owner(of: entry.status), of: name)
            try directory.setModified(attributes.modified(entry.status), of: name)
        case .fifo, .characterDevice, .blockDevice:
            try directory.replacing(name) { () throws(Errno) in try directory.makeNode(name, like: entry.status) }
            try directory.setOwner(attributes.owner(of: entry.status), of: name)
            try directory.setMode(attributes.mode(of: entry.status), of: name)
            try directory.setModified(attributes.modified(entry.status), of: name)
        }
    }

    private mutating func copyRegularFile(
        _ entry: TreeEntry, to path: FilePath, as name: FileName, in directory: OpenFile
    ) throws(Errno) {
        if earlier?.link(entry, to: path, as: name, in: directory, attributes) == true { return }
        let source = try entry.directory.openFile(entry.name)
        let file = try directory.createFile(name)
        let job = FileFillers.Job(source: source, file: file, status: entry.status, path: path)
        guard let fillers else { return try filler(job, &dataCopy) }
        do throws(FileFillers.Failure) {
            try fillers.add(job)
        } catch {
            throw error.number
        }
    }

    /// Gives a new file its content and its metadata.
    var filler: (FileFillers.Job, inout DataCopy) throws(Errno) -> Void {
        { [attributes] job, dataCopy throws(Errno) in
            try dataCopy.copy(job.source, to: job.file, size: job.status.size)
            try Self.finish(job.file, like: job.status, attributes, job.source.carriedAttributes())
        }
    }

    /// Gives a directory its metadata once nothing more is written into it.
    func finishDirectory(_ directory: OpenFile, like status: FileStatus, _ source: OpenFile) throws(Errno) {
        try Self.finish(directory, like: status, attributes, source.carriedAttributes())
    }

    /// The owner comes first: a change of it clears setuid, setgid and file capabilities.
    private static func finish(
        _ file: OpenFile, like status: FileStatus, _ attributes: CopyAttributes, _ extended: [ExtendedAttribute]
    ) throws(Errno) {
        try file.setOwner(attributes.owner(of: status))
        try file.setMode(attributes.mode(of: status))
        for attribute in extended { try file.set(attribute) }
        try file.setModified(attributes.modified(status))
    }
}
