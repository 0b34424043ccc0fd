import Benchmark
import Glibc
import Layers
import SystemPackage

/// What a build does with its context: the digest of all files that a `COPY .` takes, with and without the index of what is
/// known of them.
func contextBenchmarks() {
    Benchmark("context scan, 2,000 files of 20 kB, first time") { _, tree in
        blackHole(try digest(of: tree, index: nil))
    } setup: {
        try SampleTree(count: 2_000, size: 20_000)
    }
    Benchmark("context scan, 2,000 files, unchanged") { _, tree in
        blackHole(try digest(of: tree, index: StatIndex(at: tree.path.appending("index"))))
    } setup: {
        let tree = try SampleTree(count: 2_000, size: 20_000)
        // The index does not trust files that changed as late as it was opened.
        usleep(50_000)
        let index = StatIndex(at: tree.path.appending("index"))
        _ = try digest(of: tree, index: index)
        try index.save()
        return tree
    }
}

private func digest(of tree: SampleTree, index: StatIndex?) throws -> String {
    let root = try RootedDirectory(tree.files)
    let matcher = SourceMatcher(root: root, filter: nil, hasWildcards: { _ in false }, matches: ==)
    var digest = TreeDigest(in: root, attributes: CopyAttributes(keepsOwner: false), index: index)
    return try digest.digest(of: try matcher.expand(".")).hex
}
