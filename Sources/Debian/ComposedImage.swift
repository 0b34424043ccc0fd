package import ImageModel

/// An image made from packages, and what it was made of.
package struct ComposedImage: Sendable {
    package let draft: ImageDraft
    package let lock: PackageLock
    /// The mirror that served the packages where it is another than the image's own sources name. RUN steps may use it;
    /// it is not part of the image.
    package let mirrorOverride: DebianMirror?

    /// The date of the archive that the image was made from, RFC 3339.
    package var date: String { lock.date }
}
