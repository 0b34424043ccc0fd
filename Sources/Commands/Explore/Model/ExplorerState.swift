/// What the browser shows, and what it is about to do: a value that keys change.
package struct ExplorerState: Sendable {
    package enum Pane: Hashable, Sendable { case layers, files }

    /// What keys are for.
    package enum Mode: Hashable, Sendable {
        case browsing
        /// The filter is being typed.
        case filtering
        /// The place to extract to is being typed.
        case naming(ExplorerExtraction)
        /// Whether to replace what is there is being asked.
        case replacing(ExplorerExtraction)
        /// The list of keys, from a line on.
        case help(Int)
        /// The paths that waste the most, from a line on.
        case wasted(Int)
    }

    let image: ExplorerImage
    package internal(set) var size: TerminalSize
    package internal(set) var pane = Pane.layers
    package internal(set) var mode = Mode.browsing
    /// The selected layer's index; 0 also for an image without layers.
    package internal(set) var layer = 0
    /// Whether files are marked with what all layers after the first did, rather than the selected one alone.
    package internal(set) var isAggregated = false
    package internal(set) var filterText = ""
    /// What the last thing done came to; shown until the next key.
    package internal(set) var message: String?
    var showsAttributes = true

    var choice: ExplorerRows.Choice
    /// What was collapsed before there was a filter, which shows all that it finds.
    var collapsedWithoutFilter: [Bool]?
    private(set) var view: ExplorerLayerView
    package private(set) var rows = ExplorerRows()
    /// The selected row, and its path's position in the tree.
    package internal(set) var cursor = 0
    var selected = 0
    /// The first row on the screen.
    private(set) var top = 0
    var isViewStale = true
    var areRowsStale = true

    package init(image: ExplorerImage, size: TerminalSize) {
        self.image = image
        self.size = size
        view = ExplorerLayerView(image.tree)
        choice = ExplorerRows.Choice(
            shown: Set(ExplorerChange.allCases), filter: nil,
            collapsed: [Bool](repeating: false, count: image.tree.count), isSortedBySize: false)
        settle()
    }

    /// The terminal has another size now.
    package mutating func resize(to size: TerminalSize) {
        self.size = size
        scroll()
    }

    /// The selected path's position; nil where no file is shown.
    package var selection: Int? { rows.positions.isEmpty ? nil : selected }

    /// The selected path with a leading slash, in raw bytes; nil where no file is shown.
    package var selectedPath: [UInt8]? { selection.map { [UInt8(ascii: "/")] + image.tree.path(of: $0) } }

    /// Computes what keys have made out of date: once for several keys, before the next frame.
    package mutating func settle() {
        guard isViewStale || areRowsStale else { return }
        if isViewStale, image.layers.indices.contains(layer) { view = image.view(layer, isAggregated) }
        rows = ExplorerRows(image.tree, view, choice)
        (isViewStale, areRowsStale) = (false, false)
        // What is hidden now is left for the directory that it is in.
        var position: Int? = selected
        while let current = position, current > 0 {
            if let row = rows.row(of: current) {
                cursor = row
                break
            }
            position = image.tree.parent(of: current)
        }
        select(row: cursor)
    }

    mutating func select(row: Int) {
        cursor = max(0, min(row, rows.count - 1))
        if rows.positions.indices.contains(cursor) { selected = Int(rows.positions[cursor]) }
        scroll()
    }

    /// Keeps the selected row on the screen, and the screen full.
    private mutating func scroll() {
        let height = ExplorerLayout(self).fileRows
        top = min(max(top, cursor - height + 1), cursor)
        top = max(0, min(top, rows.count - height))
    }
}

/// A file, or a directory with all that is below it, that is to be written somewhere else.
package struct ExplorerExtraction: Hashable, Sendable {
    /// The layer up to which the image is seen.
    package let layer: Int
    /// Raw bytes, without a leading slash.
    package let path: [UInt8]
    /// As the person typed it.
    package var destination: String
    /// Whether a file that is there may be replaced.
    package var replaces = false

    package init(layer: Int, path: [UInt8], destination: String) {
        self.layer = layer
        self.path = path
        self.destination = destination
    }

    /// How it ended.
    package enum Outcome: Hashable, Sendable {
        /// - Parameters:
        ///   - files: how many were written, directories not counted.
        ///   - leftOut: how many devices and FIFOs were not.
        case written(files: Int, leftOut: Int)
        /// A file has the name, and nothing was written.
        case exists
        case failed(String)
    }
}

/// What a key asks for beyond what the screen shows.
package enum ExplorerEffect: Hashable, Sendable {
    case quit
    /// Its outcome goes to `ExplorerState.finish`.
    case extract(ExplorerExtraction)
}
