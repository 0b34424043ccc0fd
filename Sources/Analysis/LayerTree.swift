package import ImageModel

/// One layer as reports see it.
package struct LayerTree: Sendable {
    package let diffID: Digest
    /// The instruction that made it, as the image's history has it.
    package let createdBy: String?
    /// The size of the layer's blob in bytes as the default compressor makes it.
    package let compressedSize: Int64
    /// In the order of the tar.
    package let entries: [FileSummary]

    package init(diffID: Digest, createdBy: String?, compressedSize: Int64, entries: [FileSummary]) {
        self.diffID = diffID
        self.createdBy = createdBy
        self.compressedSize = compressedSize
        self.entries = entries
    }

    /// What a container of these layers sees, sorted by path.
    ///
    /// Upper layers hide what lower ones have at the same path, below a whiteout, below an opaque directory, and below a
    /// path that is no directory any more (OCI layer specification, "Applying Changesets").
    ///
    /// - Parameter layers: lowest first.
    package static func merged(_ layers: [LayerTree]) -> [FileSummary] {
        var visible = [FileSummary]()
        var taken = Set<[UInt8]>()
        var closed = Set<[UInt8]>()
        for layer in layers.reversed() {
            var newlyClosed = Set<[UInt8]>()
            // The last of several entries for one path is the one that stays.
            for entry in layer.entries.reversed() where !isBelow(closed, entry.path) {
                if entry.kind == .opaque {
                    newlyClosed.insert(entry.path)
                    continue
                }
                if entry.kind != .directory { newlyClosed.insert(entry.path) }
                guard taken.insert(entry.path).inserted, entry.kind != .whiteout else { continue }
                visible.append(entry)
            }
            closed.formUnion(newlyClosed)
        }
        return visible.sorted { $0.path.lexicographicallyPrecedes($1.path) }
    }

    /// Whether one of the directories that `path` is in is among `closed`.
    private static func isBelow(_ closed: Set<[UInt8]>, _ path: [UInt8]) -> Bool {
        guard !closed.isEmpty else { return false }
        if !path.isEmpty, closed.contains([]) { return true }
        return path.indices.contains { path[$0] == UInt8(ascii: "/") && closed.contains(Array(path[..<$0])) }
    }
}
