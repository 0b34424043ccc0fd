package import Analysis

/// What the page's script draws treemaps of. Nodes are columns of one length: a page of thousands of them stays small.
package struct TreemapData: Encodable, Sendable {
    package struct Map: Encodable, Sendable {
        let title: String
        /// What made each layer, lowest first.
        let layers: [String]
        let names: [String]
        /// The place of each node's directory in these columns, before its own; -1 for the root, which is first.
        let parents: [Int]
        let sizes: [Int64]
        let files: [Int]
        let nodeLayers: [Int]
        /// 0 for a file, 1 for a directory, 2 for what is left of a directory.
        let kinds: [Int]

        /// - Parameter layers: what made each layer, lowest first.
        package init(title: String, layers: [String], tree: Treemap) {
            self.title = title.shortened(to: 120).visible
            self.layers = layers.map { $0.shortened(to: 160).visible }
            names = tree.nodes.map { $0.name.escaped }
            parents = tree.nodes.map { $0.parent ?? -1 }
            sizes = tree.nodes.map(\.size)
            files = tree.nodes.map(\.files)
            nodeLayers = tree.nodes.map(\.layer)
            kinds = tree.nodes.map { $0.kind.number }
        }
    }

    let treemaps: [Map]

    package init(_ treemaps: [Map]) {
        self.treemaps = treemaps
    }
}

extension String {
    /// A file's name as it is shown: at most 60 characters, none of them a control character.
    fileprivate var escaped: String { visible.shortened(to: 60) }
}

extension Treemap.Kind {
    fileprivate var number: Int {
        switch self {
        case .file: 0
        case .directory: 1
        case .rest: 2
        }
    }
}
