/// Where things are on a screen of some size.
struct ExplorerLayout {
    let columns: Int
    let rows: Int
    /// The width of the left pane if both are shown; 0 if one is.
    let leftWidth: Int
    /// The title and the header above the layers, and above the files; none on a very low screen.
    let headRows: Int
    /// How many layers there is room for.
    let layerRows: Int

    /// Both panes need this many columns.
    private static let leastForBoth = 80
    /// The line for the path, the filter and questions, and the line with keys.
    private static let footRows = 2

    init(_ state: ExplorerState) {
        columns = max(1, state.size.columns)
        rows = max(1, state.size.rows)
        leftWidth = columns >= Self.leastForBoth ? min(56, columns * 2 / 5) : 0
        let body = max(1, rows - Self.footRows)
        let count = max(1, state.image.layers.count)
        // Details get what the layers leave, and a third of the screen is always the layers'.
        headRows = body > 4 ? 2 : 0
        layerRows = max(1, min(count, max(body / 3, 3), body - headRows))
    }

    /// The lines above the foot.
    var bodyRows: Int { max(1, rows - Self.footRows) }

    /// How many files there is room for.
    var fileRows: Int { max(1, bodyRows - headRows) }

    var hasBoth: Bool { leftWidth > 0 }

    /// The width of the file pane.
    var fileWidth: Int { hasBoth ? columns - leftWidth - 1 : columns }

    /// The width of the pane of layers.
    var layerWidth: Int { hasBoth ? leftWidth : columns }
}
