/// Images side by side, in the order in which they were named.
package struct ImageComparison: Hashable, Sendable, Encodable {
    package let images: [ImageReport]
    /// The first image's size divided by the last one's; nil if that is empty.
    package let sizeRatio: Double?
    /// The same of the compressed sizes.
    package let compressedSizeRatio: Double?

    /// What became of the files between the first image and the last; nil where it was not looked at.
    package let fileChanges: FileDifferences?
    /// What became of the packages between the first image and the last.
    package let packageChanges: [PackageDifference]

    package init(_ images: [ImageReport], fileChanges: FileDifferences? = nil) {
        self.images = images
        self.fileChanges = fileChanges
        packageChanges = PackageDifference.between(images.first?.packages ?? [], images.last?.packages ?? [])
        sizeRatio = ImageComparison.ratio(images.map(\.size))
        compressedSizeRatio = ImageComparison.ratio(images.map(\.compressedSize))
    }

    /// Of images that have been read.
    package init(_ images: [(image: InspectedImage, report: ImageReport)]) {
        var differences: FileDifferences?
        if images.count > 1, let first = images.first, let last = images.last {
            differences = FileDifferences(from: first.image, to: last.image)
        }
        self.init(images.map(\.report), fileChanges: differences)
    }

    /// The image that is compared with, and the one that is compared; nil for no images.
    package var ends: (first: ImageReport, last: ImageReport)? {
        guard let first = images.first, let last = images.last else { return nil }
        return (first, last)
    }

    private static func ratio(_ sizes: [Int64]) -> Double? {
        guard sizes.count > 1, let first = sizes.first, let last = sizes.last, last > 0 else { return nil }
        return Double(first) / Double(last)
    }
}
