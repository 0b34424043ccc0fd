package import Diagnostics
package import Layers

extension PathTable {
    /// An entry of a layer's tar as reports see it, its content unknown.
    ///
    /// - Throws: `corrupt` for a path that no layer can have.
    package mutating func insert(_ entry: TarEntry) throws(BuildError) -> FileEntry {
        let (path, kind) = try place(of: entry)
        return FileEntry(
            path: path, kind: kind, mode: entry.mode, user: entry.owner.user, group: entry.owner.group,
            size: entry.size)
    }

    /// Where an entry is, or what it hides, whiteouts told by their names.
    mutating func place(of entry: TarEntry) throws(BuildError) -> (PathTable.ID, FileEntry.Kind) {
        let names = try EntryNames(entry)
        var directory = PathTable.root
        for name in names.directory { directory = insert(name, in: directory) }
        guard let last = names.last else { return (directory, FileEntry.Kind(entry.kind)) }
        if last.elementsEqual(".wh..wh..opq".utf8) { return (directory, .opaque) }
        if last.starts(with: ".wh.".utf8) { return (insert(last.dropFirst(4), in: directory), .whiteout) }
        return (insert(last, in: directory), FileEntry.Kind(entry.kind))
    }
}

/// The names that a tar entry's path consists of.
private struct EntryNames {
    var directory: ArraySlice<ArraySlice<UInt8>>
    /// Nil for the root.
    let last: ArraySlice<UInt8>?

    /// - Throws: `corrupt` for a path or name longer than Linux has them, and one that leads upwards.
    init(_ entry: TarEntry) throws(BuildError) {
        let names = entry.path.split(separator: UInt8(ascii: "/")).filter { !$0.elementsEqual(".".utf8) }
        guard entry.path.count <= 4096, entry.linkTarget.count <= 4096, names.allSatisfy({ $0.count <= 255 }) else {
            throw Self.refuse(entry, "it, a name in it, or its link target is too long")
        }
        guard !names.contains(where: { $0.elementsEqual("..".utf8) }) else {
            throw Self.refuse(entry, "it leads upwards")
        }
        directory = names.dropLast()
        last = names.last
    }

    private static func refuse(_ entry: TarEntry, _ reason: String) -> BuildError {
        let start = String(decoding: entry.path.prefix(100), as: UTF8.self)
        let name = entry.path.count > 100 ? "\(start)…" : start
        return BuildError(.corrupt, "layer can't be reported on: the path '\(name)' is not one: \(reason)")
    }
}
