/// The files of an image as a tree of bounded size: what is small is one node a directory.
package struct Treemap: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case file, directory
        /// What a directory has beside the nodes below it.
        case rest
    }

    package struct Node: Hashable, Sendable {
        /// The last component of the path, invalid UTF-8 as U+FFFD; empty for the root and for what is left.
        package let name: String
        /// The directory's place among the nodes, which is before its own; nil for the root.
        package let parent: Int?
        package let kind: Kind
        /// The bytes of the files at and below it.
        package let size: Int64
        /// How many files there are at and below it.
        package let files: Int
        /// The layer that most of these bytes come from, the lowest being 0.
        package let layer: Int

        package init(name: String, parent: Int?, kind: Kind, size: Int64, files: Int, layer: Int) {
            self.name = name
            self.parent = parent
            self.kind = kind
            self.size = size
            self.files = files
            self.layer = layer
        }
    }

    /// The root first, each directory before what is in it.
    package let nodes: [Node]

    package init(nodes: [Node]) {
        self.nodes = nodes
    }
}
