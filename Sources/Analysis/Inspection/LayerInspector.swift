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
    private var budget = InspectionBudget()

    /// The most secrets of one layer that are looked for.
    private static let mostSecrets = 10_000

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
            try budget.spend(1, on: .entries)
            let (path, kind) = try place(of: entry)
            layer.forget(path)
            var content: ContentID?
            if entry.kind == .file, entry.size > 0 {
                content = try read(entry, at: path, reader, into: &layer)
            } else if !entry.linkTarget.isEmpty {
                try budget.spend(entry.linkTarget.count, on: .linkBytes)
                layer.linkTargets[path] = entry.linkTarget
            }
            layer.entries.append(
                FileEntry(
                    path: path, kind: kind, mode: entry.mode, user: entry.owner.user, group: entry.owner.group,
                    size: entry.size, content: content))
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
        let wantsSecrets = layer.secretCount < Self.mostSecrets
        try spool.begin()
        try reader.readContent { part throws(BuildError) in
            try checkCancellation()
            hasher.update(part)
            if wantsSecrets, secrets.wantsMore {
                let known = secrets.placeCount
                secrets.update(part)
                try budget.spend(secrets.placeCount - known, on: .secretPlaces)
            }
            let known = use ?? FileUse(path: bytes, size: entry.size, start: part, kept: kept)
            use = known
            if known.isNeeded { try spool.append(part) }
        }
        if let use, use.isNeeded {
            try spool.read { content throws(BuildError) in
                try layer.add(use, content, at: path, within: &budget)
            }
        }
        layer.add(secrets.finish(), at: path)
        return ContentID(hasher.finalize().bytes)
    }

    private func checkCancellation() throws(BuildError) {
        if flag.isSet { throw BuildError(.interrupted, "the image was not read to its end") }
    }

    /// Names, and what the table takes for each path beside its name.
    private func place(of entry: TarEntry) throws(BuildError) -> (PathTable.ID, FileEntry.Kind) {
        let (count, nameBytes) = (paths.count, paths.nameBytes)
        let place = try paths.place(of: entry)
        try budget.spend(paths.nameBytes - nameBytes + 32 * (paths.count - count), on: .nameBytes)
        return place
    }
}
