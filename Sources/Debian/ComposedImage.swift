package import ImageModel

/// An image made from packages, and what it was made of.
package struct ComposedImage: Sendable {
    package let draft: ImageDraft
    package let lock: PackageLock

    /// The date of the archive that the image was made from, RFC 3339.
    package var date: String { lock.date }
}
