import Diagnostics
import Glibc
import SystemPackage

/// The place in a growing tree where names are made: open directories from the root down to the current one.
///
/// Symbolic links are followed inside the tree, directories that are missing are made, and a directory's time is put
/// back when the cursor leaves it.
final class DirectoryCursor {
    private struct Level {
        let name: FileName
        let directory: OpenFile
        var modified: FileTime
    }

    private let lowers: MergedDirectory
    private let form: LayerTree.Form
    private var root: Level
    private var levels: [Level] = []

    init(root: OpenFile, lowers: MergedDirectory, form: LayerTree.Form) throws(Errno) {
        self.lowers = lowers
        self.form = form
        if let status = try lowers.rootStatus() {
            try root.setMetadata(owner: status.owner, mode: status.mode)
            self.root = Level(name: FileName([]), directory: root, modified: status.modified)
        } else {
            self.root = try Level(name: FileName([]), directory: root, modified: root.status().modified)
        }
    }

    /// The names from the root to the current directory; none of them is a link.
    var path: [FileName] { levels.map(\.name) }

    /// The current directory.
    var directory: OpenFile { levels.last?.directory ?? root.directory }

    /// Gives the current directory another time, once the cursor leaves it.
    func setModified(_ time: FileTime) {
        if levels.isEmpty { root.modified = time } else { levels[levels.count - 1].modified = time }
    }

    /// Goes to a directory, given by the names from the root, and returns it.
    ///
    /// - Throws: `corrupt` for a way through something that is not a directory, and for a loop of links.
    func enter(_ names: [FileName]) throws(BuildError) -> OpenFile {
        var ahead = Array(names.reversed())
        var depth = 0
        var linkCount = 0
        while let name = ahead.popLast() {
            if name.isParent {
                depth = max(0, depth - 1)
            } else if depth < levels.count, levels[depth].name == name {
                depth += 1
            } else if let target = try step(to: name, from: depth) {
                linkCount += 1
                guard linkCount <= 40 else { throw refuse(name, "there are too many symbolic links on the way") }
                let path = try LayerPath(target)
                if path.isAbsolute { depth = 0 }
                ahead += path.names.reversed()
            } else {
                depth += 1
            }
        }
        try leave(downTo: depth)
        return directory
    }

    /// Goes back to the root and puts its time back too.
    func finish() throws(BuildError) {
        try leave(downTo: 0)
        try attempt(FileName([])) { () throws(Errno) in try root.directory.setModified(root.modified) }
    }

    /// Opens one more directory below the first `depth`; returns the target instead if the name is a symbolic link's.
    private func step(to name: FileName, from depth: Int) throws(BuildError) -> [UInt8]? {
        try leave(downTo: depth)
        let parent = directory
        let status = try attempt(name) { () throws(Errno) in try parent.statusIfPresent(of: name) }
        switch status {
        case .some(let status) where status.isDirectory:
            try attempt(name) { () throws(Errno) in
                let directory = try parent.openDirectory(name)
                levels.append(try Level(name: name, directory: directory, modified: directory.status().modified))
            }
        case .some(let status) where status.kind == .symbolicLink:
            return try attempt(name) { () throws(Errno) in try parent.readLink(name) }
        case .some(let status) where form == .archive || !status.isWhiteout:
            throw refuse(name, "it is not a directory")
        default:
            try attempt(name) { () throws(Errno) in try makeMissing(name, in: parent, isRemoved: status != nil) }
        }
        return nil
    }

    /// Makes a directory that the tar takes for granted, as the layers below have it, and goes there.
    private func makeMissing(_ name: FileName, in parent: OpenFile, isRemoved: Bool) throws(Errno) {
        if isRemoved { try parent.remove(name, isDirectory: false) }
        try parent.makeDirectory(name, mode: 0o700)
        let directory = try parent.openDirectory(name)
        if isRemoved { try directory.makeOpaque() }
        var modified = FileTime(seconds: 0, nanoseconds: 0)
        if !isRemoved, let below = try lower(path).find(name), below.status.isDirectory {
            let original = try below.directory.openDirectory(name)
            try directory.setMetadata(owner: below.status.owner, mode: below.status.mode)
            for attribute in try original.carriedAttributes() { try directory.set(attribute) }
            modified = below.status.modified
        } else {
            try directory.setMetadata(owner: .root, mode: 0o755)
        }
        levels.append(Level(name: name, directory: directory, modified: modified))
    }

    /// What the layers below have at a path.
    func lower(_ path: [FileName]) throws(Errno) -> MergedDirectory {
        var directory = lowers
        for name in path { directory = try directory.subdirectory(name) }
        return directory
    }

    private func leave(downTo depth: Int) throws(BuildError) {
        while levels.count > depth, let level = levels.popLast() {
            try attempt(level.name) { () throws(Errno) in try level.directory.setModified(level.modified) }
        }
    }

    private func refuse(_ name: FileName, _ why: String) -> BuildError {
        BuildError(.corrupt, "\(form) can't be unpacked at '\(name)': \(why)")
    }

    private func attempt<Value>(_ name: FileName, _ body: () throws(Errno) -> Value) throws(BuildError) -> Value {
        do throws(Errno) {
            return try body()
        } catch {
            throw BuildError(error, .store, "\(form) can't be unpacked at '\(name)'")
        }
    }
}

extension OpenFile {
    /// Owner, then mode: a change of owner takes setuid bits away.
    func setMetadata(owner: FileOwner, mode: UInt16) throws(Errno) {
        try setOwner(owner)
        try setMode(mode)
    }
}
