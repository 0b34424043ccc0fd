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
            let (path, kind) = try paths.place(of: entry)
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
}
