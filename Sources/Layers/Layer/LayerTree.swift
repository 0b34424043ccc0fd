import Diagnostics
import Glibc
import SystemPackage

/// The directory that a layer, or another archive, is unpacked into.
final class LayerTree {
    /// What is unpacked.
    enum Form {
        /// A layer, into an overlay's upper directory: whiteouts and marks of opaqueness mean something.
        case layer
        /// Any archive, into a directory as users see it: all names are names of files.
        case archive
    }

    let cursor: DirectoryCursor
    let form: Form
    private let root: OpenFile
    private let lowers: MergedDirectory
    /// Whether the layer hides everything below it; overlayfs takes no mark on a root.
    private var isRootOpaque = false

    /// - Throws: `store` for a directory that can't be opened or changed.
    init(upper: FilePath, lowers: [FilePath]) throws(BuildError) {
        root = try OpenFile.layerRoot(upper)
        form = .layer
        self.lowers = try MergedDirectory(roots: lowers)
        do throws(Errno) {
            cursor = try DirectoryCursor(root: root, lowers: self.lowers, form: .layer)
        } catch {
            throw BuildError(error, .store, "layer can't be unpacked into '\(upper)'")
        }
    }

    /// An archive's tree: what is there already is merged with what comes.
    init(archiveIn directory: OpenFile) throws(BuildError) {
        root = directory
        form = .archive
        lowers = .none
        do throws(Errno) {
            cursor = try DirectoryCursor(root: root, lowers: lowers, form: .archive)
        } catch {
            throw BuildError(error, .store, "archive can't be unpacked")
        }
    }

    /// Does what one entry says.
    func add(_ entry: TarEntry, content: TarReader) throws(BuildError) {
        guard let (directory, name) = try LayerPath(entry.path).split else { return try setRoot(entry) }
        guard !name.isParent else { throw refuse(entry, "its name is '..'") }
        if form == .layer, name.bytes.starts(with: WhiteoutName.prefix) {
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

    func refuse(_ entry: TarEntry, _ why: String) -> BuildError {
        BuildError(.corrupt, "'\(entry.name)' can't be unpacked: \(why)")
    }

    func attempt<Value>(_ entry: TarEntry, _ body: () throws(Errno) -> Value) throws(BuildError) -> Value {
        do throws(Errno) {
            return try body()
        } catch {
            throw BuildError(error, .store, "'\(entry.name)' can't be unpacked")
        }
    }
}
