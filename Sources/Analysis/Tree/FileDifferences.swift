/// What became of the files between two images, directories not counted.
package struct FileDifferences: Hashable, Sendable, Encodable {
    /// One file that only one of them has, or that has other content.
    package struct Difference: Hashable, Sendable, Encodable {
        package let path: String
        /// The bytes in the first image; nil where it does not have it.
        package let before: Int64?
        /// The bytes in the second image; nil where it does not have it.
        package let after: Int64?
    }

    package let added: Int
    package let removed: Int
    /// Those of another kind, with other content or with another target.
    package let changed: Int
    /// The largest of all these.
    package let details: [Difference]

    /// - Parameter limit: the most that are named.
    package init(from before: InspectedImage, to after: InspectedImage, limit: Int = 1000) {
        let (old, new) = (before.tree.paths, after.tree.paths)
        let counterparts = Counterparts(of: new, in: old)
        var found = [(path: PathTable.ID, isOld: Bool, before: Int64?, after: Int64?)]()
        var counts = (added: 0, removed: 0, changed: 0)
        for path in new.all {
            guard let file = after.file(at: path) else { continue }
            let previous = counterparts[path].flatMap { other in before.file(at: other).map { (other, $0) } }
            guard let (other, was) = previous else {
                counts.added += 1
                found.append((path, false, nil, file.entry.size))
                continue
            }
            let isSame =
                file.entry.kind == was.entry.kind && file.entry.content == was.entry.content
                && after.linkTarget(of: file) == before.linkTarget(of: was)
            guard !isSame else { continue }
            counts.changed += 1
            found.append((other, true, was.entry.size, file.entry.size))
        }
        let known = counterparts.known
        for path in old.all {
            guard let file = before.file(at: path) else { continue }
            if let other = known[path], after.file(at: other) != nil { continue }
            counts.removed += 1
            found.append((path, true, file.entry.size, nil))
        }
        (added, removed, changed) = counts
        func size(_ difference: (path: PathTable.ID, isOld: Bool, before: Int64?, after: Int64?)) -> Int64 {
            max(difference.before ?? 0, difference.after ?? 0)
        }
        details = found.sorted { (size($1), $0.path) < (size($0), $1.path) }.prefix(limit).map {
            Difference(
                path: ($0.isOld ? old : new).text(of: $0.path), before: $0.before, after: $0.after)
        }
    }
}

/// The paths of one table in another.
private struct Counterparts {
    private var ids: [PathTable.ID?]
    /// The other way round.
    private(set) var known = [PathTable.ID: PathTable.ID]()

    init(of paths: PathTable, in others: PathTable) {
        ids = Array(repeating: nil, count: paths.count)
        for path in paths.all {
            guard let parent = paths.parent(of: path) else {
                ids[path.index] = PathTable.root
                continue
            }
            ids[path.index] = ids[parent.index].flatMap { others.child(paths.name(of: path), of: $0) }
            if let other = ids[path.index] { known[other] = path }
        }
    }

    subscript(path: PathTable.ID) -> PathTable.ID? { ids[path.index] }
}

extension InspectedImage {
    /// What is at a path, unless it is a directory.
    fileprivate func file(at path: PathTable.ID) -> FileView.File? {
        view[path].flatMap { $0.entry.isFile ? $0 : nil }
    }

    fileprivate func linkTarget(of file: FileView.File) -> [UInt8]? {
        tree.layers[file.layer].linkTargets[file.entry.path]
    }
}
