/// The sizes of packages that say nothing of their size themselves, by the files that an image shows.
struct PackageSizes {
    let paths: PathTable
    let view: FileView
    let totals: DirectoryTotals

    /// The package with its size: of Node's, what is in its directory but for the packages below it; of Java's that are
    /// files of their own, the archive. Others stay as they are.
    func sized(_ package: InstalledPackage) -> InstalledPackage {
        guard package.size == nil, let file = paths.id(of: Array(package.path.utf8)), view[file] != nil else {
            return package
        }
        switch package.kind {
        case .java: return package.sized(totals.bytes(at: file))
        case .node:
            guard let directory = paths.parent(of: file) else { return package }
            let below = paths.child("node_modules".utf8, of: directory).map { totals.bytes(at: $0) } ?? 0
            return package.sized(totals.bytes(at: directory) - below)
        case .debian, .python, .go, .rust: return package
        }
    }
}
