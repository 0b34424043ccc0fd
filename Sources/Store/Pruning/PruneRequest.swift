/// What to prune: images, build cache, or both. Nothing that a live process uses is ever pruned.
package struct PruneRequest: Hashable, Sendable {
    /// Which images go.
    package var images: ImageSelection
    /// Which build cache goes; nil for none.
    package var cache: CacheSelection?

    package init(images: ImageSelection = ImageSelection(.none), cache: CacheSelection? = nil) {
        self.images = images
        self.cache = cache
    }
}
