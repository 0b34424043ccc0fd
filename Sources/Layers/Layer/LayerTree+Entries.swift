import Diagnostics
import Glibc
import SystemPackage

/// What each kind of entry makes. A name that is taken is freed first, but for a directory that becomes a directory.
extension LayerTree {
    func addDirectory(_ name: FileName, in parent: OpenFile, _ entry: TarEntry) throws(BuildError) {
        try attempt(entry) { () throws(Errno) in
            let directory = try makeDirectory(name, in: parent)
            try setMetadata(of: directory, entry)
        }
    }

    private func makeDirectory(_ name: FileName, in parent: OpenFile) throws(Errno) -> OpenFile {
        do throws(Errno) {
            try parent.makeDirectory(name, mode: 0o700)
            return try parent.openDirectory(name)
        } catch .fileExists {
            if try parent.status(of: name).isDirectory { return try parent.openDirectory(name) }
        }
        // What was here, a whiteout or a file, has hidden the layers below, and so must what follows it.
        try parent.remove(name, isDirectory: false)
        try parent.makeDirectory(name, mode: 0o700)
        let directory = try parent.openDirectory(name)
        if form == .layer { try directory.makeOpaque() }
        return directory
    }

    func addFile(
        _ name: FileName, in parent: OpenFile, _ entry: TarEntry, _ content: TarReader
    ) throws(BuildError) {
        let file = try attempt(entry) { () throws(Errno) in try newFile(name, in: parent) }
        if let map = content.sparseMap {
            try write(map, of: content, to: file, entry)
        } else {
            try content.readContent { part throws(BuildError) in
                try attempt(entry) { () throws(Errno) in try SystemCall.writeAll(part, to: file.descriptor) }
            }
        }
        try attempt(entry) { () throws(Errno) in try setMetadata(of: file, entry) }
        // Whoever unpacks layers syncs the file system in the end. Small files it writes many at a time, which takes less
        // than asking for each.
        if form == .layer, entry.size >= Self.writebackSize { startWriteback(of: file.descriptor) }
    }

    /// The fewest bytes of a file that the disk begins with at once.
    private static let writebackSize: Int64 = 128 << 10

    /// Writes a file of which the archive has parts only; what lies between them becomes holes.
    private func write(
        _ map: SparseMap, of content: TarReader, to file: OpenFile, _ entry: TarEntry
    ) throws(BuildError) {
        var parts = map.parts.filter { $0.length > 0 }[...]
        var written: Int64 = 0
        try content.readContent { bytes throws(BuildError) in
            var rest = bytes
            while let part = parts.first, !rest.isEmpty {
                let count = min(Int64(rest.count), part.length - written)
                let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(Int(count)))
                try attempt(entry) { () throws(Errno) in
                    guard lseek(file.descriptor.rawValue, off_t(part.offset + written), SEEK_SET) >= 0 else {
                        throw Errno(rawValue: errno)
                    }
                    try SystemCall.writeAll(piece, to: file.descriptor)
                }
                rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(Int(count)))
                written += count
                if written == part.length { (parts, written) = (parts.dropFirst(), 0) }
            }
        }
        try attempt(entry) { () throws(Errno) in
            guard ftruncate(file.descriptor.rawValue, off_t(map.size)) == 0 else { throw Errno(rawValue: errno) }
        }
    }

    func addSymbolicLink(_ name: FileName, in parent: OpenFile, _ entry: TarEntry) throws(BuildError) {
        guard (1..<4096).contains(entry.linkTarget.count) else {
            throw refuse(entry, "its target is empty or too long")
        }
        try attempt(entry) { () throws(Errno) in
            try replacing(name, in: parent) { () throws(Errno) in try parent.makeLink(name, to: entry.linkTarget) }
            try parent.setOwner(entry.owner, of: name)
            try parent.setModified(entry.time, of: name)
        }
    }

    func addNode(_ name: FileName, in parent: OpenFile, _ entry: TarEntry) throws(BuildError) {
        let type = entry.kind == .fifo ? S_IFIFO : entry.kind == .blockDevice ? S_IFBLK : S_IFCHR
        guard type != S_IFCHR || entry.device.encoded != 0 else { throw refuse(entry, "no device has the number 0:0") }
        try attempt(entry) { () throws(Errno) in
            do throws(Errno) {
                try replacing(name, in: parent) { () throws(Errno) in
                    try parent.makeNode(name, type: type, device: entry.device.encoded)
                }
            } catch .notPermitted where entry.kind != .fifo && (isBelowDev || form == .archive) {
                // Nobody but root makes devices, and a container gets a /dev of its own. Docker's builder leaves those of
                // archives out too where it may not make them.
                return
            }
            try parent.setOwner(entry.owner, of: name)
            try parent.setMode(entry.mode, of: name)
            try parent.setModified(entry.time, of: name)
        }
    }

    private var isBelowDev: Bool { cursor.path.first?.bytes.elementsEqual("dev".utf8) ?? false }

    func addHardLink(_ name: FileName, in directory: [FileName], _ entry: TarEntry) throws(BuildError) {
        guard let (targetDirectory, target) = try LayerPath(entry.linkTarget).split, !target.isParent else {
            throw refuse(entry, "its target is not a file")
        }
        let source = try cursor.enter(targetDirectory)
        let status = try attempt(entry) { () throws(Errno) -> FileStatus? in
            if let status = try source.statusIfPresent(of: target) { return status }
            return try copyUp(target, to: source)
        }
        guard let status, !status.isDirectory, !status.isWhiteout else {
            throw refuse(entry, "its target '\(String(decoding: entry.linkTarget, as: UTF8.self))' is not a file")
        }
        let parent = try cursor.enter(directory)
        try attempt(entry) { () throws(Errno) in
            // A link to itself must not free the name it needs.
            if try parent.statusIfPresent(of: name)?.identity == status.identity { return }
            try replacing(name, in: parent) { () throws(Errno) in try source.link(target, as: name, in: parent) }
        }
    }

    /// Brings a file of the layers below into the current directory; nil if there is none.
    private func copyUp(_ name: FileName, to directory: OpenFile) throws(Errno) -> FileStatus? {
        guard let below = try cursor.lower(cursor.path).find(name), below.status.kind == .regular else { return nil }
        let original = try below.directory.openFile(name)
        let file = try newFile(name, in: directory)
        var copy = DataCopy()
        try copy.copy(original, to: file, size: below.status.size)
        try file.setMetadata(owner: below.status.owner, mode: below.status.mode)
        for attribute in try original.carriedAttributes() { try file.set(attribute) }
        try file.setModified(below.status.modified)
        return try file.status()
    }

    private func newFile(_ name: FileName, in parent: OpenFile) throws(Errno) -> OpenFile {
        try replacing(name, in: parent) { () throws(Errno) in
            try parent.open(name, O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
        }
    }

    /// Makes something under a name, and again after freeing the name if it is taken.
    private func replacing<Value>(
        _ name: FileName, in parent: OpenFile, _ make: () throws(Errno) -> Value
    ) throws(Errno) -> Value {
        do throws(Errno) {
            return try make()
        } catch .fileExists {
            try parent.removeTree(name)
            return try make()
        }
    }

    private func setMetadata(of file: OpenFile, _ entry: TarEntry) throws(Errno) {
        try file.setMetadata(owner: entry.owner, mode: entry.mode)
        for (name, value) in entry.extendedAttributes where ExtendedAttribute.isCarried(name.utf8) {
            try file.set(ExtendedAttribute(name: FileName(name.utf8), value: value))
        }
        try file.setModified(entry.time)
    }
}

extension TarEntry {
    /// The time as files have it.
    var time: FileTime { FileTime(seconds: modified, nanoseconds: 0) }
}
