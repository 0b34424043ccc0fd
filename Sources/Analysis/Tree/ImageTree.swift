/// The files of an image, layer by layer.
package struct ImageTree: Sendable {
    package let paths: PathTable
    /// Lowest first.
    package let layers: [LayerTree]

    package init(paths: PathTable, layers: [LayerTree]) {
        self.paths = paths
        self.layers = layers
    }

    /// What a container of the layers up to `index` sees, and what the layer at `index` did.
    package func view(through index: Int) -> FileView {
        var view = FileView(self)
        for layer in layers.indices.prefix(index + 1) { view.apply(layer, of: self) }
        return view
    }

    /// What a container of the image sees.
    package var merged: FileView { view(through: layers.count - 1) }
}
