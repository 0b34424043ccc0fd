extension Treemap {
    /// The files that an image shows.
    ///
    /// The largest files and directories, at most half of `limit`, are nodes; what else is in a directory is one more. Files
    /// without bytes are counted and have no node.
    ///
    /// - Parameter limit: the most nodes.
    package init(_ view: FileView, _ paths: PathTable, limit: Int = 4000) {
        let totals = DirectoryTotals(view, paths)
        let threshold = Treemap.threshold(paths.all.dropFirst().lazy.map(totals.bytes), most: limit / 2)
        var builder = TreemapBuilder()
        // Whatever is larger than the threshold is in directories that are, too.
        var places = [Int](repeating: 0, count: paths.count)
        for path in paths.all {
            let file = view[path].flatMap { $0.entry.isFile ? $0 : nil }
            let parent = paths.parent(of: path)
            if parent == nil || totals.bytes(at: path) > threshold {
                places[path.index] = builder.add(
                    String(decoding: paths.name(of: path), as: UTF8.self), in: parent.map { places[$0.index] },
                    file == nil ? .directory : .file, totals.bytes(at: path), totals.files(at: path))
            } else if let parent {
                places[path.index] = places[parent.index]
            }
        }
        for path in paths.all {
            guard let file = view[path], file.entry.isFile else { continue }
            builder.count(
                file.entry.size, of: file.layer, at: places[path.index],
                isNode: totals.bytes(at: path) > threshold)
        }
        nodes = builder.build()
    }

    /// What at most so many of the sizes are larger than.
    private static func threshold(_ sizes: some Sequence<Int64>, most: Int) -> Int64 {
        let sizes = sizes.filter { $0 > 0 }.sorted(by: >)
        return most < sizes.count ? sizes[max(0, most)] : 0
    }
}

/// Nodes, and what each layer has in them.
private struct TreemapBuilder {
    private var nodes = [Treemap.Node]()
    /// The bytes of each layer at each node, what is in other nodes left out.
    private var shares = [[Int: Int64]]()
    /// Whether a node has others below it.
    private var isOpen = [Bool]()
    /// What is left of each directory that has nodes below it.
    private var rests = [Int: Rest]()

    private struct Rest {
        var size: Int64 = 0
        var files = 0
        var shares = [Int: Int64]()
    }

    mutating func add(
        _ name: String, in parent: Int?, _ kind: Treemap.Kind, _ size: Int64, _ files: Int,
        _ shares: [Int: Int64] = [:]
    ) -> Int {
        nodes.append(Treemap.Node(name: name, parent: parent, kind: kind, size: size, files: files, layer: 0))
        self.shares.append(shares)
        isOpen.append(false)
        if let parent { isOpen[parent] = true }
        return nodes.count - 1
    }

    /// Counts a file where it is a node, or where its directory is.
    mutating func count(_ size: Int64, of layer: Int, at node: Int, isNode: Bool) {
        guard !isNode, isOpen[node] else {
            shares[node][layer, default: 0] += size
            return
        }
        rests[node, default: Rest()].size += size
        rests[node, default: Rest()].files += 1
        rests[node, default: Rest()].shares[layer, default: 0] += size
    }

    /// The nodes, each with the layer that most of it comes from.
    mutating func build() -> [Treemap.Node] {
        for (node, rest) in rests.sorted(by: { $0.key < $1.key }) where rest.size > 0 {
            _ = add("", in: node, .rest, rest.size, rest.files, rest.shares)
        }
        for index in nodes.indices.reversed() {
            guard let parent = nodes[index].parent else { continue }
            shares[parent].merge(shares[index], uniquingKeysWith: +)
        }
        return zip(nodes, shares).map { node, shares in
            let layer = shares.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? 0
            return Treemap.Node(
                name: node.name, parent: node.parent, kind: node.kind, size: node.size, files: node.files, layer: layer)
        }
    }
}
