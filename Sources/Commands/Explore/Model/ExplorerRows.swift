/// The paths that the file pane has, from top to bottom.
package struct ExplorerRows: Sendable {
    /// What decides which paths there are, and their order.
    struct Choice {
        var shown: Set<ExplorerChange>
        var filter: ExplorerFilter?
        /// For each position whether what is in the directory is hidden.
        var collapsed: [Bool]
        var isSortedBySize: Bool
    }

    /// Positions in the tree.
    private(set) package var positions = [Int32]()
    private let isSortedBySize: Bool
    /// For each directory the last of the paths shown in it, if there are any.
    private var lastChildren: [Int32]

    /// No paths.
    init() {
        (isSortedBySize, lastChildren) = (false, [])
    }

    init(_ tree: ExplorerTree, _ view: ExplorerLayerView, _ choice: Choice) {
        isSortedBySize = choice.isSortedBySize
        lastChildren = [Int32](repeating: -1, count: tree.count)
        let visible = visiblePaths(tree, Self.wantedPaths(tree, view, choice))
        if isSortedBySize {
            appendBySize(tree, view, visible, choice.collapsed)
        } else {
            appendByName(tree, visible, choice.collapsed)
        }
    }

    package var count: Int { positions.count }

    /// The row of a path; nil if it has none.
    package func row(of position: Int) -> Int? {
        let position = Int32(position)
        if isSortedBySize { return positions.firstIndex(of: position) }
        var (low, high) = (0, positions.count)
        while low < high {
            let middle = (low + high) / 2
            if positions[middle] < position { low = middle + 1 } else { high = middle }
        }
        return low < positions.count && positions[low] == position ? low : nil
    }

    /// Whether no other path of its directory follows.
    func isLast(_ position: Int, in parent: Int) -> Bool { lastChildren[parent] == Int32(position) }

    /// Whether anything in a directory can be shown.
    func hasChildren(_ position: Int) -> Bool { lastChildren[position] >= 0 }

    /// The paths that are asked for themselves, or are in a directory that the filter matches.
    private static func wantedPaths(
        _ tree: ExplorerTree, _ view: ExplorerLayerView, _ choice: Choice
    ) -> [Bool] {
        let shown = ExplorerChange.allCases.map(choice.shown.contains)
        var matched = choice.filter.map { matches(tree, $0) }
        var wanted = [Bool](repeating: false, count: tree.count)
        for position in 1..<max(1, tree.count) {
            if let parent = tree.parent(of: position), parent > 0, matched?[parent] == true {
                matched?[position] = true
            }
            guard let change = view.change(at: position) else { continue }
            wanted[position] = shown[Int(change.rawValue)] && matched?[position] != false
        }
        return wanted
    }

    /// The positions whose own name, or path, the filter matches.
    private static func matches(_ tree: ExplorerTree, _ filter: ExplorerFilter) -> [Bool] {
        var matched = [Bool](repeating: false, count: tree.count)
        // The path of the directory at each depth is a beginning of this one.
        var (path, lengths) = ([UInt8](), [0])
        for position in 1..<max(1, tree.count) {
            let name = tree.name(at: position)
            guard filter.isAboutPath else {
                matched[position] = filter.matches(name)
                continue
            }
            let depth = tree.depth(of: position)
            lengths.removeLast(lengths.count - depth)
            path.removeLast(path.count - lengths[depth - 1])
            path.append(UInt8(ascii: "/"))
            path += name
            lengths.append(path.count)
            matched[position] = filter.matches(path)
        }
        return matched
    }

    /// What is wanted, with the directories that lead there.
    private mutating func visiblePaths(_ tree: ExplorerTree, _ wanted: [Bool]) -> [Bool] {
        var visible = wanted
        for position in stride(from: tree.count - 1, to: 0, by: -1) where visible[position] {
            guard let parent = tree.parent(of: position) else { continue }
            visible[parent] = true
            if lastChildren[parent] < 0 { lastChildren[parent] = Int32(position) }
        }
        return visible
    }

    private mutating func appendByName(_ tree: ExplorerTree, _ visible: [Bool], _ collapsed: [Bool]) {
        var position = 1
        while position < tree.count {
            if visible[position] { positions.append(Int32(position)) }
            position = visible[position] && !collapsed[position] ? position + 1 : tree.end(of: position)
        }
    }

    private mutating func appendBySize(
        _ tree: ExplorerTree, _ view: ExplorerLayerView, _ visible: [Bool], _ collapsed: [Bool]
    ) {
        // The next one last.
        var pending = [0]
        while let position = pending.popLast() {
            if position > 0 { positions.append(Int32(position)) }
            if position > 0, collapsed[position] { continue }
            let children = tree.children(of: position).filter { visible[$0] }
                .sorted { (view.size(at: $0), $1) < (view.size(at: $1), $0) }
            if let last = children.first { lastChildren[position] = Int32(last) }
            pending += children
        }
    }
}
