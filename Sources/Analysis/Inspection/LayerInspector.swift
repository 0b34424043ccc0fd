package import Diagnostics
package import ImageModel
package import Layers
import SystemPackage

/// Reads the layers of one image, lowest first, each of them once, for what reports want to know. One owner, one thread at
/// a time.
package final class LayerInspector: @unchecked Sendable {
    /// The paths of all layers so far.
    package private(set) var paths = PathTable()
    private let kept: KeptFiles
    private let spool: ContentSpool
    private let flag: CancellationFlag

    /// The most that an image may have of each.
    private static let mostPaths = 4 << 20
    private static let mostNameBytes = 256 << 20

    /// - Parameters:
    ///   - config: of the image.
    ///   - temporaryDirectory: where a large file's content is put while it is looked into.
    ///   - flag: ends it early.
    package init(
        for config: ContainerConfig, temporaryDirectory: String, flag: CancellationFlag = CancellationFlag()
    ) {
        self.flag = flag
        kept = KeptFiles(config)
        spool = ContentSpool(directory: FilePath(temporaryDirectory))
    }

    /// Reads the tar of the next layer to its end.
    ///
    /// - Throws: `corrupt` for a damaged archive, for paths that no layer can have, and for more entries than can be
    ///   reported on; what the source throws.
    package func inspect(_ tar: any ByteSource) throws(BuildError) -> InspectedLayer {
        var layer = InspectedLayer()
        let reader = TarReader(tar)
        while let entry = try reader.next() {
            try checkCancellation()
            let (path, kind) = try place(of: entry)
            var content: ContentID?
            if entry.kind == .file, entry.size > 0 {
                content = try read(entry, at: path, reader, into: &layer)
            } else if !entry.linkTarget.isEmpty {
                layer.linkTargets[path] = entry.linkTarget
            }
            layer.entries.append(
                FileEntry(
                    path: path, kind: kind, mode: entry.mode, user: entry.owner.user, group: entry.owner.group,
                    size: entry.size, content: content))
            guard paths.count <= Self.mostPaths, paths.nameBytes <= Self.mostNameBytes,
                layer.entries.count <= Self.mostPaths
            else { throw BuildError(.corrupt, "layer can't be reported on: it has too many files") }
        }
        try reader.drain()
        return layer
    }

    private func read(
        _ entry: TarEntry, at path: PathTable.ID, _ reader: TarReader, into layer: inout InspectedLayer
    ) throws(BuildError) -> ContentID {
        let bytes = paths.path(of: path)
        var hasher = DigestHasher()
        var use: FileUse?
        var secrets = SecretScanner(path: bytes)
        try spool.begin()
        try reader.readContent { part throws(BuildError) in
            try checkCancellation()
            hasher.update(part)
            if secrets.wantsMore { secrets.update(part) }
            let known = use ?? FileUse(path: bytes, size: entry.size, start: part, kept: kept)
            use = known
            if known.isNeeded { try spool.append(part) }
        }
        if let use, use.isNeeded {
            try spool.read { content throws(BuildError) in layer.add(use, content, at: path) }
        }
        let found = secrets.finish()
        if !found.isEmpty { layer.secrets[path] = found }
        return ContentID(hasher.finalize().bytes)
    }

    private func checkCancellation() throws(BuildError) {
        if flag.isSet { throw BuildError(.interrupted, "the image was not read to its end") }
    }

    /// Where an entry is, or what it hides, whiteouts told by their names.
    private func place(of entry: TarEntry) throws(BuildError) -> (PathTable.ID, FileEntry.Kind) {
        let names = try EntryNames(entry)
        var directory = PathTable.root
        for name in names.directory { directory = paths.insert(name, in: directory) }
        guard let last = names.last else { return (directory, FileEntry.Kind(entry.kind)) }
        if last.elementsEqual(".wh..wh..opq".utf8) { return (directory, .opaque) }
        if last.starts(with: ".wh.".utf8) { return (paths.insert(last.dropFirst(4), in: directory), .whiteout) }
        return (paths.insert(last, in: directory), FileEntry.Kind(entry.kind))
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
        guard entry.path.count <= 4096, names.allSatisfy({ $0.count <= 255 }) else {
            throw Self.refuse(entry, "it is too long")
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
