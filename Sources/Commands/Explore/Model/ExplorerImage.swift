/// An image as the browser knows it.
package struct ExplorerImage: Sendable {
    package struct Layer: Hashable, Sendable {
        package let diffID: String
        /// The instruction that made it; empty where the image does not say.
        package let instruction: String
        /// The bytes of its files.
        package let size: Int64
        /// The bytes of its blob.
        package let compressedSize: Int64
        package let added: Int
        package let changed: Int
        package let removed: Int

        package init(
            diffID: String, instruction: String, size: Int64, compressedSize: Int64, added: Int, changed: Int,
            removed: Int
        ) {
            self.diffID = diffID
            self.instruction = instruction
            self.size = size
            self.compressedSize = compressedSize
            self.added = added
            self.changed = changed
            self.removed = removed
        }
    }

    /// A path whose copies in several layers take space that nobody sees.
    package struct Waste: Hashable, Sendable {
        /// With a leading slash; invalid UTF-8 as U+FFFD.
        package let path: String
        package let copies: Int
        package let bytes: Int64

        package init(path: String, copies: Int, bytes: Int64) {
            self.path = path
            self.copies = copies
            self.bytes = bytes
        }
    }

    /// The name that it was asked for by.
    package let name: String
    /// Lowest first.
    package let layers: [Layer]
    /// The part of all bytes that a container sees, 1 at most.
    package let efficiency: Double
    package let wastedBytes: Int64
    /// The largest first.
    package let wasted: [Waste]
    package let tree: ExplorerTree
    /// The files up to a layer, with what that layer did; or, if the second value is true, what all layers after the
    /// first did.
    package let view: @Sendable (_ layer: Int, _ isAggregated: Bool) -> ExplorerLayerView

    package init(
        name: String, layers: [Layer], efficiency: Double, wastedBytes: Int64, wasted: [Waste], tree: ExplorerTree,
        view: @escaping @Sendable (_ layer: Int, _ isAggregated: Bool) -> ExplorerLayerView
    ) {
        self.name = name
        self.layers = layers
        self.efficiency = efficiency
        self.wastedBytes = wastedBytes
        self.wasted = wasted
        self.tree = tree
        self.view = view
    }

    /// The bytes of all layers' files.
    package var size: Int64 { layers.reduce(0) { $0 &+ $1.size } }

    /// The bytes of all layers' blobs.
    package var compressedSize: Int64 { layers.reduce(0) { $0 &+ $1.compressedSize } }
}
