/// The files of an image that nobody sees: later layers remove them, or have others at their paths.
struct HiddenFiles {
    let bytes: Int64
    /// The path of the largest.
    let largest: String

    /// Nil where there are none.
    init?(_ image: ImageTree) {
        var view = FileView(image)
        var sum: Int64 = 0
        var largest: (path: PathTable.ID, size: Int64)?
        for layer in image.layers.indices {
            view.apply(layer, of: image)
            for (path, size) in view.hiddenFiles {
                sum += size
                if size > largest?.size ?? 0 { largest = (path, size) }
            }
        }
        guard let largest else { return nil }
        bytes = sum
        self.largest = image.paths.text(of: largest.path)
    }
}
