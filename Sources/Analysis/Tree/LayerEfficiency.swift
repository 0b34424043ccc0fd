/// How much of an image's bytes its layers need, by dive's definitions.
///
/// Each path has, in each layer that has an entry for it with nothing below, a size: that of the file; for a whiteout, the
/// sum of the files below the directory that it hides, and 0 for a file that it hides. Efficiency is the sum over all
/// paths of the smallest of these sizes, divided by the sum of all of them. Wasted are the bytes, all of them, of paths
/// that occur in more than one layer. Opaque whiteouts don't count.
package struct LayerEfficiency: Hashable, Sendable {
    /// A path that several layers have.
    package struct Waste: Hashable, Sendable {
        package let path: PathTable.ID
        /// How many layers have it, whiteouts among them.
        package let copies: Int
        /// The sum of its sizes.
        package let bytes: Int64
    }

    /// 0 to 1; 1 for an image without bytes.
    package let score: Double
    package let wastedBytes: Int64
    /// The most bytes first; those without bytes are left out.
    package let wasted: [Waste]

    package init(_ image: ImageTree) {
        var sizes = [PathSizes](repeating: PathSizes(), count: image.paths.count)
        var view = FileView(image)
        for layer in image.layers.indices {
            let entries = image.layers[layer].leaves(image.paths)
            let hasWhiteouts = entries.contains { $0.kind == .whiteout }
            let totals = hasWhiteouts ? DirectoryTotals(view, image.paths) : nil
            for entry in entries {
                var size = entry.size
                if entry.kind == .whiteout, let totals, view[entry.path]?.entry.isFile != true {
                    size = totals.bytes(at: entry.path)
                }
                sizes[entry.path.index].add(size)
            }
            view.apply(layer, of: image)
        }
        let smallest = sizes.reduce(Int64(0)) { $0 + ($1.smallest ?? 0) }
        let all = sizes.reduce(Int64(0)) { $0 + $1.sum }
        score = all == 0 ? 1 : Double(smallest) / Double(all)
        wasted = image.paths.all.filter { sizes[$0.index].count > 1 && sizes[$0.index].sum > 0 }
            .map { Waste(path: $0, copies: sizes[$0.index].count, bytes: sizes[$0.index].sum) }
            .sorted { ($1.bytes, $0.path) < ($0.bytes, $1.path) }
        wastedBytes = wasted.reduce(0) { $0 + $1.bytes }
    }
}

/// The sizes that one path has in the layers.
private struct PathSizes {
    private(set) var count = 0
    private(set) var sum: Int64 = 0
    private(set) var smallest: Int64?

    mutating func add(_ size: Int64) {
        count += 1
        sum += size
        smallest = min(smallest ?? size, size)
    }
}

/// What a layer has at a path.
private struct Known: OptionSet {
    let rawValue: UInt8

    /// Something is below it.
    static let parent = Known(rawValue: 1)
    static let file = Known(rawValue: 2)
    static let whiteout = Known(rawValue: 4)
}

extension LayerTree {
    /// The entries that have nothing below them in this layer: of several for one path the last, and a whiteout beside it.
    fileprivate func leaves(_ paths: PathTable) -> [FileEntry] {
        var known = [Known](repeating: [], count: paths.count)
        for entry in entries {
            // What is in a directory, and the mark of what is not any more, are both below it.
            var next = entry.kind == .opaque ? nil : paths.parent(of: entry.path)
            while let parent = next, known[parent.index].insert(.parent).inserted { next = paths.parent(of: parent) }
        }
        var leaves = [FileEntry]()
        for entry in entries.reversed() where entry.kind != .opaque {
            if entry.kind == .whiteout {
                if known[entry.path.index].insert(.whiteout).inserted { leaves.append(entry) }
            } else if !known[entry.path.index].contains(.parent), known[entry.path.index].insert(.file).inserted {
                leaves.append(entry)
            }
        }
        return leaves
    }
}
