/// The sums of a view's files at and below each path.
package struct DirectoryTotals: Sendable {
    private var bytes: [Int64]
    private var files: [Int]

    package init(_ view: FileView, _ paths: PathTable) {
        bytes = Array(repeating: 0, count: paths.count)
        files = Array(repeating: 0, count: paths.count)
        for path in paths.all.reversed() {
            if let entry = view[path]?.entry, entry.isFile {
                bytes[path.index] += entry.size
                files[path.index] += 1
            }
            guard let parent = paths.parent(of: path) else { continue }
            bytes[parent.index] += bytes[path.index]
            files[parent.index] += files[path.index]
        }
    }

    /// The bytes of all files at and below a path.
    package func bytes(at path: PathTable.ID) -> Int64 { bytes[path.index] }

    /// How many files there are at and below a path, directories not counted.
    package func files(at path: PathTable.ID) -> Int { files[path.index] }
}
