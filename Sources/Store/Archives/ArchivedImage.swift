package import ImageModel

/// An image as an archive or a layout lists it.
package struct ArchivedImage: Hashable, Sendable {
    /// Its full names; none if only its digest tells it from others.
    package var names: [ImageReference]
    /// Its manifest, or its index if it has several platforms.
    package let manifest: ManifestBlob

    package init(names: [ImageReference], manifest: ManifestBlob) {
        self.names = names
        self.manifest = manifest
    }
}
