import Diagnostics
import ImageModel

/// A root file system that is being composed, layer by layer, in memory: no path of it is ever one of this machine's.
struct RootTree {
    /// What each layer brought, lowest first.
    private(set) var layers: [[RootedPath: RootNode]] = [[:]]
    /// All layers together.
    private(set) var nodes: [RootedPath: RootNode] = [.root: .impliedDirectory]

    /// The most symbolic links that a path may go through, as Linux has it.
    private static let maximumLinks = 40

    init() {}

    /// Ends the highest layer; what follows is put into a new one.
    mutating func beginLayer() { layers.append([:]) }

    /// Puts a node in place of whatever is there; directories on the way are made.
    ///
    /// - Throws: `corrupt` if the way leads through what is no directory.
    mutating func set(_ path: RootedPath, _ node: RootNode) throws(BuildError) {
        let path = try resolvingParent(path)
        try makeParents(of: path)
        put(path, node)
    }

    /// The path that a path means once the symbolic links of its directories are followed; the last name is not.
    ///
    /// - Throws: `corrupt` where links go round in a circle.
    func resolvingParent(_ path: RootedPath) throws(BuildError) -> RootedPath {
        guard let parent = path.parent else { return path }
        return try resolving(parent).appending(path.name)
    }

    /// The path that a path means once all symbolic links are followed; names that are not there stay as they are.
    ///
    /// - Throws: `corrupt` where links go round in a circle.
    func resolving(_ path: RootedPath) throws(BuildError) -> RootedPath {
        var rest = Array(path.components.reversed())
        var resolved = RootedPath.root
        var links = 0
        while let name = rest.popLast() {
            if name.elementsEqual(".".utf8) { continue }
            if name.elementsEqual("..".utf8) {
                resolved = resolved.parent ?? .root
                continue
            }
            let next = resolved.appending(name)
            guard case .symbolicLink(let target)? = nodes[next]?.kind else {
                resolved = next
                continue
            }
            links += 1
            guard links <= RootTree.maximumLinks else {
                throw BuildError(.corrupt, "'/\(path)' leads through too many symbolic links")
            }
            if target.first == UInt8(ascii: "/") { resolved = .root }
            rest.append(contentsOf: target.split(separator: UInt8(ascii: "/")).reversed())
        }
        return resolved
    }

    /// The file that a path leads to, if it leads to one.
    ///
    /// - Throws: `corrupt` where links go round in a circle.
    func content(at path: RootedPath) throws(BuildError) -> RootNode.Content? {
        switch nodes[try resolving(path)]?.kind {
        case .file(let content): content
        case .hardLink(let target): try content(at: target)
        default: nil
        }
    }

    /// How many bytes the files of each package have, by its name.
    var sizes: [String: Int64] {
        var sizes = [String: Int64]()
        for node in nodes.values {
            guard let package = node.package, case .file(let content) = node.kind else { continue }
            let size =
                switch content {
                case .bytes(let bytes): Int64(bytes.count)
                case .stored(let range): Int64(range.count)
                }
            sizes[package, default: 0] += size
        }
        return sizes
    }

    mutating func put(_ path: RootedPath, _ node: RootNode) {
        layers[layers.count - 1][path] = node
        nodes[path] = node
    }

    /// - Parameter path: without symbolic links on its way.
    mutating func makeParents(of path: RootedPath) throws(BuildError) {
        guard let parent = path.parent else { return }
        if let node = nodes[parent] {
            guard node.isDirectory else {
                throw BuildError(.corrupt, "'/\(path)' can't be made: '/\(parent)' is no directory")
            }
            return
        }
        try makeParents(of: parent)
        put(parent, .impliedDirectory)
    }
}
