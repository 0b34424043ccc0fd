/// The paths of an image in the order of a walk: a directory comes before what is in it, and names are in the order of
/// their bytes. A path is known by its position, which is 0 for the root; all that is below a path follows it at once.
package struct ExplorerTree: Sendable {
    private let bytes: [UInt8]
    /// Where the name at each position ends in `bytes`.
    private let nameEnds: [Int]
    private let parents: [Int32]
    private let ends: [Int32]
    private let depths: [Int32]

    /// Walks a tree that is told by its nodes.
    ///
    /// - Parameters:
    ///   - children: of a node, in any order, without duplicate names.
    ///   - visit: is told the node at each position, in order.
    package init<Node>(
        root: Node, children: (Node) -> [Node], name: (Node) -> [UInt8], visit: (Node) -> Void
    ) {
        var bytes = [UInt8]()
        var (nameEnds, parents, ends, depths) = ([Int](), [Int32](), [Int32](), [Int32]())
        // What is still to come, the next one last; a node of nil ends the directory at that position.
        var pending: [(node: Node?, name: [UInt8], position: Int32)] = [(root, [], -1)]
        while let next = pending.popLast() {
            guard let node = next.node else {
                ends[Int(next.position)] = Int32(parents.count)
                continue
            }
            let position = Int32(parents.count)
            bytes += next.name
            nameEnds.append(bytes.count)
            parents.append(next.position)
            ends.append(position + 1)
            depths.append(next.position < 0 ? 0 : depths[Int(next.position)] + 1)
            visit(node)
            let inside = children(node).map { (node: Optional($0), name: name($0), position: position) }
            guard !inside.isEmpty else { continue }
            pending.append((nil, [], position))
            pending += inside.sorted { $1.name.lexicographicallyPrecedes($0.name) }
        }
        (self.bytes, self.nameEnds, self.parents, self.ends, self.depths) = (bytes, nameEnds, parents, ends, depths)
    }

    /// How many positions there are, the root's included.
    package var count: Int { parents.count }

    /// The last component; empty for the root.
    package func name(at position: Int) -> ArraySlice<UInt8> {
        bytes[(position == 0 ? 0 : nameEnds[position - 1])..<nameEnds[position]]
    }

    /// The directory that a position is in; nil for the root.
    package func parent(of position: Int) -> Int? {
        parents[position] < 0 ? nil : Int(parents[position])
    }

    /// The position after the last one below this one.
    package func end(of position: Int) -> Int { Int(ends[position]) }

    /// 0 for the root.
    package func depth(of position: Int) -> Int { Int(depths[position]) }

    /// `usr/bin/sh`, without a leading slash.
    package func path(of position: Int) -> [UInt8] {
        var names = [ArraySlice<UInt8>]()
        var current = position
        while let parent = parent(of: current) {
            names.append(name(at: current))
            current = parent
        }
        return Array(names.reversed().joined(separator: [UInt8(ascii: "/")]))
    }

    /// The positions directly inside a directory, in order.
    package func children(of position: Int) -> [Int] {
        var children = [Int]()
        var next = position + 1
        while next < end(of: position) {
            children.append(next)
            next = end(of: next)
        }
        return children
    }
}
