extension ImageReport {
    /// A path that several layers have; see `LayerEfficiency`.
    package struct Waste: Hashable, Sendable, Encodable {
        package let path: String
        package let copies: Int
        package let bytes: Int64
    }

    /// A file that the image shows.
    package struct File: Hashable, Sendable, Encodable {
        package let path: String
        package let size: Int64
        /// The place of its layer, the lowest being 0.
        package let layer: Int

        static func biggest(_ count: Int, in view: FileView, _ paths: PathTable) -> [File] {
            let files = view.all.filter { $0.entry.size > 0 }
            return files.sorted { ($1.entry.size, $0.entry.path) < ($0.entry.size, $1.entry.path) }.prefix(count).map {
                File(path: paths.text(of: $0.entry.path), size: $0.entry.size, layer: $0.layer)
            }
        }
    }

    /// A directory with all that is below it, as the image shows it.
    package struct Directory: Hashable, Sendable, Encodable {
        package let path: String
        package let size: Int64
        package let files: Int

        /// The root is not among them.
        static func biggest(_ count: Int, by totals: DirectoryTotals, _ paths: PathTable) -> [Directory] {
            let directories = paths.all.dropFirst().filter { paths.hasChildren($0) && totals.bytes(at: $0) > 0 }
            return directories.sorted { (totals.bytes(at: $1), $0) < (totals.bytes(at: $0), $1) }.prefix(count).map {
                Directory(path: paths.text(of: $0), size: totals.bytes(at: $0), files: totals.files(at: $0))
            }
        }
    }

    /// Files with the same content in different places or layers.
    package struct Duplicate: Hashable, Sendable, Encodable {
        /// The bytes of each.
        package let size: Int64
        package let copies: Int
        /// The bytes that all but one of them take.
        package let bytes: Int64
        /// Where they are; fewer than there are copies where layers have the same path.
        package let paths: [String]
        /// The places of their layers, the lowest being 0.
        package let layers: [Int]

        /// The most paths that are named.
        private static let most = 20

        init(_ duplicates: DuplicateFiles, _ paths: PathTable) {
            size = duplicates.size
            copies = duplicates.files.count
            bytes = duplicates.extraBytes
            self.paths = Set(duplicates.files.map(\.path)).sorted().prefix(Self.most).map { paths.text(of: $0) }
            layers = Set(duplicates.files.map(\.layer)).sorted()
        }
    }
}
