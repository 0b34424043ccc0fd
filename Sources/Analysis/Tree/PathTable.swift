/// The paths of an image's files as a tree, each name held once.
///
/// A path's ID is greater than its directory's, so what is below a directory can be summed up in one pass backwards.
package struct PathTable: Sendable {
    /// A path. IDs are dense: 0 is the root, `count - 1` the last.
    package struct ID: Hashable, Comparable, Sendable {
        let number: UInt32

        /// The place of the path in arrays that have an element for each.
        var index: Int { Int(number) }

        package static func < (left: ID, right: ID) -> Bool { left.number < right.number }
    }

    private struct Node {
        let name: Range<UInt32>
        let parent: ID
        var lastChild: ID?
        /// The child of the same directory that came before.
        let previousSibling: ID?
    }

    /// The root directory.
    package static let root = ID(number: 0)

    private var nodes = [Node(name: 0..<0, parent: root, lastChild: nil, previousSibling: nil)]
    private var names = [UInt8]()
    private var known = PathHashTable()

    package init() {}

    /// How many paths there are, the root and directories that no entry names included.
    package var count: Int { nodes.count }

    /// All paths, each after its directory.
    package var all: some RandomAccessCollection<ID> { (0..<UInt32(nodes.count)).lazy.map { ID(number: $0) } }

    /// The ID of a path that is given by its names, entered if it is new.
    package mutating func insert(_ name: some Collection<UInt8>, in parent: ID) -> ID {
        let hash = known.hash(name, in: parent)
        if let id = find(name, in: parent, hash: hash) { return id }
        let id = ID(number: UInt32(nodes.count))
        let start = UInt32(names.count)
        names.append(contentsOf: name)
        nodes.append(
            Node(
                name: start..<UInt32(names.count), parent: parent, lastChild: nil,
                previousSibling: nodes[parent.index].lastChild))
        nodes[parent.index].lastChild = id
        known.insert(id.number, hash: hash)
        return id
    }

    /// How many bytes all names have.
    var nameBytes: Int { names.count }

    /// The ID of a path, with or without a leading slash; nil if no layer has it.
    package func id(of path: some Collection<UInt8>) -> ID? {
        var id = Self.root
        for name in path.split(separator: UInt8(ascii: "/")) {
            guard let next = find(name, in: id, hash: known.hash(name, in: id)) else { return nil }
            id = next
        }
        return id
    }

    /// What has a name in a directory; nil if no layer has it.
    func child(_ name: some Collection<UInt8>, of parent: ID) -> ID? {
        find(name, in: parent, hash: known.hash(name, in: parent))
    }

    /// The last name of a path in raw bytes; none of the root.
    package func name(of id: ID) -> ArraySlice<UInt8> {
        let range = nodes[id.index].name
        return names[Int(range.lowerBound)..<Int(range.upperBound)]
    }

    /// The directory that a path is in; nil of the root.
    package func parent(of id: ID) -> ID? { id == Self.root ? nil : nodes[id.index].parent }

    /// What is in a directory, in no order.
    package func children(of id: ID) -> some Sequence<ID> {
        sequence(state: nodes[id.index].lastChild) { next in
            guard let child = next else { return nil }
            next = nodes[child.index].previousSibling
            return child
        }
    }

    /// Whether any layer has something in it.
    func hasChildren(_ id: ID) -> Bool { nodes[id.index].lastChild != nil }

    /// A path from the root in raw bytes, without a leading slash: `usr/bin/sh`.
    package func path(of id: ID) -> [UInt8] {
        var names = [ArraySlice<UInt8>]()
        var next = id
        while let parent = parent(of: next) {
            names.append(name(of: next))
            next = parent
        }
        return Array(names.reversed().joined(separator: [UInt8(ascii: "/")]))
    }

    /// A path from the root for people: `/usr/bin/sh`. Invalid UTF-8 becomes U+FFFD; control characters stay.
    package func text(of id: ID) -> String { "/" + String(decoding: path(of: id), as: UTF8.self) }

    private func find(_ name: some Collection<UInt8>, in parent: ID, hash: UInt) -> ID? {
        known.find(hash) { number in
            let node = nodes[Int(number)]
            return node.parent == parent && node.name.count == name.count && number != 0
                && names[Int(node.name.lowerBound)..<Int(node.name.upperBound)].elementsEqual(name)
        }.map { ID(number: $0) }
    }
}

/// Finds numbers by hashes: open addressing, at most half full. The hash has a secret, so that no image can make it slow.
private struct PathHashTable: Sendable {
    /// A number plus one; 0 is a free place. The count is a power of two.
    private var places = [UInt32](repeating: 0, count: 1024)
    private var hashes = [UInt32](repeating: 0, count: 1024)
    private var count = 0

    func hash(_ name: some Collection<UInt8>, in parent: PathTable.ID) -> UInt {
        var hasher = Hasher()
        hasher.combine(parent.number)
        let hashed: Void? = name.withContiguousStorageIfAvailable { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        if hashed == nil { Array(name).withUnsafeBytes { hasher.combine(bytes: $0) } }
        return UInt(bitPattern: hasher.finalize())
    }

    func find(_ hash: UInt, where isEqual: (UInt32) -> Bool) -> UInt32? {
        var place = Int(hash & UInt(places.count - 1))
        while places[place] != 0 {
            if hashes[place] == UInt32(truncatingIfNeeded: hash), isEqual(places[place] - 1) {
                return places[place] - 1
            }
            place = (place + 1) & (places.count - 1)
        }
        return nil
    }

    mutating func insert(_ number: UInt32, hash: UInt) {
        if 2 * (count + 1) > places.count { grow() }
        place(number + 1, UInt32(truncatingIfNeeded: hash))
        count += 1
    }

    private mutating func place(_ value: UInt32, _ hash: UInt32) {
        var place = Int(hash) & (places.count - 1)
        while places[place] != 0 { place = (place + 1) & (places.count - 1) }
        places[place] = value
        hashes[place] = hash
    }

    private mutating func grow() {
        let old = zip(places, hashes)
        places = [UInt32](repeating: 0, count: 2 * places.count)
        hashes = [UInt32](repeating: 0, count: places.count)
        for (value, hash) in old where value != 0 { place(value, hash) }
    }
}
