import Diagnostics
import ImageModel
import Layers

/// The files of a Debian with apt as they are when its packages have been unpacked and none is configured.
struct DebianTree {
    private(set) var tree = RootTree()
    /// The packages whose `preinst` has to run, by the names that dpkg's database has them under.
    let preinstalled: [String]

    /// - Parameters:
    ///   - date: the time of what no package brings, in seconds since 1970.
    /// - Throws: `corrupt`, `invalidInput`.
    init(
        _ image: DebianImage, _ packages: [PackageContents], architecture: String, sources: String, date: Int64
    ) throws(BuildError) {
        let database = DpkgDatabase(packages, architecture: architecture)
        preinstalled = database.preinstalled
        func file(_ content: some Sequence<UInt8>, mode: UInt16 = 0o644) -> RootNode {
            var node = RootNode.file(content, mode: mode)
            node.modified = date
            return node
        }
        if image.release == .bookworm { try mergeUsr(architecture: architecture, date: date) }
        let filter = image.isSlim ? ImageAdditions.slimFilter : PathFilter()
        for package in packages.inUnpackingOrder {
            let replaced = package.replacedPackages
            try tree.add(package.unpackedForConfiguration, filter: filter, modified: { min($0, date) }) {
                replaced.contains($0)
            }
        }
        for item in database.files { try tree.set(RootedPath(item.path), file(item.content, mode: item.mode)) }
        for item in ImageAdditions.files(isSlim: image.isSlim) {
            try tree.set(RootedPath(item.path), file(item.text.utf8, mode: item.mode))
        }
        try tree.set(RootedPath(PackageLock.sourcesPath), file(sources.utf8))
    }

    /// The links into `/usr` that Debian 13's `base-files` has and Debian 12's expects.
    private mutating func mergeUsr(architecture: String, date: Int64) throws(BuildError) {
        for name in ["bin", "lib", "sbin"] + (architecture == "amd64" ? ["lib64"] : []) {
            let directory = RootNode(kind: .directory, mode: 0o755, owner: .root, modified: date)
            try tree.set(RootedPath("/usr/\(name)"), directory)
            var link = RootNode.link(to: "usr/\(name)")
            link.modified = date
            try tree.set(RootedPath("/\(name)"), link)
        }
    }
}
