/// The files of an image up to one layer, with what that layer, or all layers after the first, did to them.
package struct ExplorerLayerView: Sendable {
    /// 0 for a path that the layer knows nothing of, else a change's raw value and 1.
    private var states: [UInt8]
    /// Bytes at and below each position.
    private var sizes: [Int64]
    /// For each directory that is itself unchanged, whether something below it is not.
    private var holdsChanges: [Bool]
    /// The layer whose files were there before: where removed files are found. Nil for the first layer.
    package let before: Int?
    private let details: @Sendable (Int) -> ExplorerFile?

    /// - Parameters:
    ///   - file: at each position what became of it, and its own size in bytes; nil for a path that is neither there
    ///     now nor was before.
    ///   - details: the file at a position, asked for what is on the screen only.
    package init(
        _ tree: ExplorerTree, before: Int?, file: (Int) -> (change: ExplorerChange, size: Int64)?,
        details: @escaping @Sendable (Int) -> ExplorerFile?
    ) {
        states = [UInt8](repeating: 0, count: tree.count)
        sizes = [Int64](repeating: 0, count: tree.count)
        holdsChanges = [Bool](repeating: false, count: tree.count)
        self.before = before
        self.details = details
        for position in 0..<tree.count {
            guard let file = file(position) else { continue }
            states[position] = file.change.rawValue + 1
            sizes[position] = max(0, file.size)
        }
        addImplied(tree)
        addUp(tree)
    }

    /// An image without layers.
    package init(_ tree: ExplorerTree) {
        self.init(tree, before: nil, file: { _ in nil }, details: { _ in nil })
    }

    /// Directories that no layer has an entry for: they came or went with all that is in them, or else were there.
    private mutating func addImplied(_ tree: ExplorerTree) {
        var isImplied = [Bool](repeating: false, count: tree.count)
        for position in stride(from: tree.count - 1, to: 0, by: -1) {
            guard let change = change(at: position), let parent = tree.parent(of: position) else { continue }
            let implied: ExplorerChange = change == .changed ? .unchanged : change
            if isImplied[parent] {
                if states[parent] != implied.rawValue + 1 { states[parent] = ExplorerChange.unchanged.rawValue + 1 }
            } else if states[parent] == 0 {
                isImplied[parent] = true
                states[parent] = implied.rawValue + 1
            }
        }
    }

    /// What is below comes later, so that one pass from the end gives every directory its sum. What was removed counts
    /// in removed directories only.
    private mutating func addUp(_ tree: ExplorerTree) {
        for position in stride(from: tree.count - 1, to: 0, by: -1) {
            guard let change = change(at: position), let parent = tree.parent(of: position) else { continue }
            if change != .unchanged || holdsChanges[position] { holdsChanges[parent] = true }
            if change != .removed || self.change(at: parent) == .removed {
                let (sum, overflow) = sizes[parent].addingReportingOverflow(sizes[position])
                sizes[parent] = overflow ? .max : sum
            }
        }
    }

    /// What became of a path; nil if it is neither there now nor was before.
    package func change(at position: Int) -> ExplorerChange? {
        let state = states[position]
        return state == 0 ? nil : ExplorerChange(rawValue: state - 1)
    }

    /// What a row is marked with: an unchanged directory in which something changed counts as changed, as in dive.
    package func mark(at position: Int) -> ExplorerChange? {
        guard let change = change(at: position) else { return nil }
        return change == .unchanged && holdsChanges[position] ? .changed : change
    }

    /// Bytes of the file, or of all that is below a directory.
    package func size(at position: Int) -> Int64 { sizes[position] }

    /// What is at a position: what is there now, or was before it was removed. Nil for a directory that no layer has an
    /// entry for.
    package func file(at position: Int) -> ExplorerFile? { details(position) }
}
