import Diagnostics
import Glibc
import SystemPackage

/// The upper directory that a layer is unpacked into.
final class LayerTree {
    private let cursor: DirectoryCursor
    private let root: OpenFile
    private let lowers: MergedDirectory
    /// Whether the layer hides everything below it; overlayfs takes no mark on a root.
    private var isRootOpaque = false

    /// - Throws: `store` for a directory that can't be opened or changed.
    init(upper: FilePath, lowers: [FilePath]) throws(BuildError) {
        root = try OpenFile.layerRoot(upper)
        self.lowers = try MergedDirectory(roots: lowers)
        do throws(Errno) {
            cursor = try DirectoryCursor(root: root, lowers: self.lowers)
        } catch {
            throw BuildError(error, .store, "layer can't be unpacked into '\(upper)'")
        }
    }

    /// Does what one entry says.
    func add(_ entry: TarEntry, content: TarReader) throws(BuildError) {
        guard let (directory, name) = try LayerPath(entry.path).split else { return try setRoot(entry) }
        guard !name.isParent else { throw refuse(entry, "its name is '..'") }
        if name.bytes.starts(with: WhiteoutName.prefix) {
            return try remove(name, in: cursor.enter(directory), entry)
        }
        switch entry.kind {
        case .directory: try addDirectory(name, in: cursor.enter(directory), entry)
        case .file: try addFile(name, in: cursor.enter(directory), entry, content)
        case .symbolicLink: try addSymbolicLink(name, in: cursor.enter(directory), entry)
        case .hardLink: try addHardLink(name, in: directory, entry)
        case .characterDevice, .blockDevice, .fifo: try addNode(name, in: cursor.enter(directory), entry)
        }
    }

    /// Puts times back, and hides what an opaque root hides.
    func finish() throws(BuildError) {
        do throws(Errno) {
            if isRootOpaque {
                for name in try lowers.names() { try hide(name, in: root) }
            }
        } catch {
            throw BuildError(error, .store, "layer can't be unpacked")
        }
        try cursor.finish()
    }

    private func setRoot(_ entry: TarEntry) throws(BuildError) {
        guard entry.kind == .directory else { throw refuse(entry, "its name is that of the root directory") }
        let root = try cursor.enter([])
        try attempt(entry) { () throws(Errno) in try root.setMetadata(owner: entry.owner, mode: entry.mode) }
        cursor.setModified(entry.time)
    }

    // MARK: Whiteouts

    private func remove(_ mark: FileName, in parent: OpenFile, _ entry: TarEntry) throws(BuildError) {
        if mark.bytes.elementsEqual(WhiteoutName.opaque) {
            guard !cursor.path.isEmpty else { return isRootOpaque = true }
            return try attempt(entry) { () throws(Errno) in try parent.makeOpaque() }
        }
        if mark.bytes.starts(with: WhiteoutName.reservedPrefix) { return }
        let name = FileName(mark.bytes.dropFirst(WhiteoutName.prefix.count))
        guard !name.bytes.isEmpty, !name.isParent, !name.bytes.elementsEqual(".".utf8) else {
            throw refuse(entry, "it removes nothing that has a name")
        }
        try attempt(entry) { () throws(Errno) in try hide(name, in: parent) }
    }

    /// Hides what the layers below have under a name, whether the layer itself has something there or not.
    private func hide(_ name: FileName, in parent: OpenFile) throws(Errno) {
        do throws(Errno) {
            try parent.makeNode(name, type: S_IFCHR, device: 0)
        } catch .fileExists {
            guard try parent.status(of: name).isDirectory else { return }
            try parent.openDirectory(name).makeOpaque()
        }
    }

    // MARK: Entries

    private func addDirectory(_ name: FileName, in parent: OpenFile, _ entry: TarEntry) throws(BuildError) {
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
        try directory.makeOpaque()
        return directory
    }

    private func addFile(
        _ name: FileName, in parent: OpenFile, _ entry: TarEntry, _ content: TarReader
    ) throws(BuildError) {
        let file = try attempt(entry) { () throws(Errno) in try newFile(name, in: parent) }
        try content.readContent { part throws(BuildError) in
            try attempt(entry) { () throws(Errno) in try SystemCall.writeAll(part, to: file.descriptor) }
        }
        try attempt(entry) { () throws(Errno) in try setMetadata(of: file, entry) }
    }

    private func addSymbolicLink(_ name: FileName, in parent: OpenFile, _ entry: TarEntry) throws(BuildError) {
        guard (1..<4096).contains(entry.linkTarget.count) else { throw refuse(entry, "its target is empty or too long") }
        try attempt(entry) { () throws(Errno) in
            try replacing(name, in: parent) { () throws(Errno) in try parent.makeLink(name, to: entry.linkTarget) }
            try parent.setOwner(entry.owner, of: name)
            try parent.setModified(entry.time, of: name)
        }
    }

    private func addNode(_ name: FileName, in parent: OpenFile, _ entry: TarEntry) throws(BuildError) {
        let type = entry.kind == .fifo ? S_IFIFO : entry.kind == .blockDevice ? S_IFBLK : S_IFCHR
        guard type != S_IFCHR || entry.device.encoded != 0 else { throw refuse(entry, "no device has the number 0:0") }
        try attempt(entry) { () throws(Errno) in
            do throws(Errno) {
                try replacing(name, in: parent) { () throws(Errno) in
                    try parent.makeNode(name, type: type, device: entry.device.encoded)
                }
            } catch .notPermitted where entry.kind != .fifo && isBelowDev {
                // Nobody but root makes devices, and a container gets a /dev of its own.
                return
            }
            try parent.setOwner(entry.owner, of: name)
            try parent.setMode(entry.mode, of: name)
            try parent.setModified(entry.time, of: name)
        }
    }

    private var isBelowDev: Bool { cursor.path.first?.bytes.elementsEqual("dev".utf8) ?? false }

    // MARK: Hard links

    private func addHardLink(_ name: FileName, in directory: [FileName], _ entry: TarEntry) throws(BuildError) {
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

    // MARK: Making

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

    private func refuse(_ entry: TarEntry, _ why: String) -> BuildError {
        BuildError(.corrupt, "'\(entry.name)' can't be unpacked: \(why)")
    }

    private func attempt<Value>(_ entry: TarEntry, _ body: () throws(Errno) -> Value) throws(BuildError) -> Value {
        do throws(Errno) {
            return try body()
        } catch {
            throw BuildError(error, .store, "'\(entry.name)' can't be unpacked")
        }
    }
}

extension TarEntry {
    fileprivate var time: FileTime { FileTime(seconds: modified, nanoseconds: 0) }
}
