package import Diagnostics
package import SystemPackage

/// Writes the tar of one layer from the upper directory of an overlay (OCI image layer specification, "Changesets").
///
/// The tar is a function of the upper directory and of what the layers below show: entries in the order of their names'
/// bytes, each directory before what is in it. What a copy-up left as the layers below have it is not in it, by
/// BuildKit's rule: a file whose kind, mode, owner, size, time and capabilities are equal, its content too where times
/// have no fraction of a second; a directory regardless of its time, unless something below it is written.
package struct LayerWriter {
    package init() {}

    /// Writes the layer; finishing the sink is its owner's.
    ///
    /// - Parameters:
    ///   - upper: a directory of a committed snapshot, which nobody changes.
    ///   - lowers: the upper directories of the layers below, top first.
    ///   - observe: is shown each entry as it is written.
    /// - Throws: `store` for a file that can't be read or that changes, and for a name that a layer can't hold; what
    ///   the sink throws.
    package func write(
        upper: FilePath, lowers: [FilePath], to sink: any ByteSink, observe: @escaping (TarEntry) -> Void = { _ in }
    ) throws(BuildError) -> LayerContents {
        let walk = LayerWalk(TarWriter(sink, observe: observe))
        try walk.visit(OpenFile.layerRoot(upper), MergedDirectory(roots: lowers), isOpaque: false)
        return try walk.finish()
    }
}
