package import Diagnostics
package import SystemPackage

/// Writes the tar of one layer from the upper directory of an overlay (OCI image layer specification, "Changesets").
///
/// The tar is a function of the upper directory and of what the layers below show: entries in the order of their names'
/// bytes, each directory before what is in it. What a copy-up left as the layers below have it is not in it, by
/// BuildKit's rule: a file whose kind, mode, owner, size, time and capabilities are equal, its content too where times
/// have no fraction of a second; a directory regardless of its time, unless something below it is written.
package struct LayerWriter {
    private let times: FileTimes?

    /// - Parameter times: what becomes of the times of files; nil leaves them theirs.
    package init(times: FileTimes? = nil) {
        self.times = times
    }

    /// Writes the layer; finishing the sink is its owner's.
    ///
    /// - Parameters:
    ///   - upper: a directory of a committed snapshot, which nobody changes.
    ///   - lowers: the upper directories of the layers below, top first.
    /// - Throws: `store` for a file that can't be read or that changes, and for a name that a layer can't hold; what
    ///   the sink throws.
    package func write(
        upper: FilePath, lowers: [FilePath], to sink: any ByteSink
    ) throws(BuildError) -> LayerContents {
        let walk = LayerWalk(TarWriter(sink), times: times)
        try walk.visit(OpenFile.layerRoot(upper), MergedDirectory(roots: lowers), isOpaque: false)
        return try walk.finish()
    }

    /// Writes the layer that makes a whole root file system of another one.
    ///
    /// - Parameters:
    ///   - root: the file system as it is to be, mounted.
    ///   - lowers: the upper directories of the layers that it is to stand on, top first.
    /// - Throws: as `write(upper:lowers:to:)` does.
    package func write(
        difference root: FilePath, from lowers: [FilePath], to sink: any ByteSink
    ) throws(BuildError) -> LayerContents {
        let walk = LayerWalk(TarWriter(sink), times: times)
        try walk.visit(OpenFile.layerRoot(root), MergedDirectory(roots: lowers), isOpaque: true)
        return try walk.finish()
    }

    /// Writes several trees into one archive, each in a directory of its own, with nothing below them.
    ///
    /// - Throws: as `write(upper:lowers:to:)` does.
    package func write(
        trees: [(name: String, root: FilePath)], to sink: any ByteSink
    ) throws(BuildError) -> LayerContents {
        let walk = LayerWalk(TarWriter(sink), times: times)
        for tree in trees { try walk.visitTree(OpenFile.layerRoot(tree.root), in: tree.name) }
        return try walk.finish()
    }
}
