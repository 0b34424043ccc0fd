/// The pane of files: a row a path.
extension ExplorerScreen {
    /// Which columns there is room for beside the tree.
    private struct Columns {
        let hasPermissions: Bool
        /// 0 for no owners.
        let ownerWidth: Int

        /// - Parameter owners: those on the screen.
        init(_ state: ExplorerState, width: Int, owners: [String]) {
            hasPermissions = state.showsAttributes && width >= 44
            let hasOwner = state.showsAttributes && width >= 56
            ownerWidth = hasOwner ? owners.reduce(5) { max($0, $1.count) } : 0
        }
    }

    /// The least columns for a name, whatever the depth.
    private static let nameWidth = 12

    static func filePane(_ state: ExplorerState, _ layout: ExplorerLayout) -> [StyledLine] {
        let width = layout.fileWidth
        let shown = shownRows(state, layout).map { Int(state.rows.positions[$0]) }
        let columns = Columns(state, width: width, owners: shown.compactMap { state.view.file(at: $0)?.owner })
        var head = columns.hasPermissions ? "  Permission " : "  "
        if columns.ownerWidth > 0 { head += "Owner".padded(toWidth: columns.ownerWidth + 1) }
        head += "   Size  " + (state.choice.isSortedBySize ? "Tree, largest first" : "Tree")
        let hasFocus = state.pane == .files
        let lines = [
            heading(title(of: state), width: width, hasFocus: hasFocus), StyledLine(head, .dim),
        ]
        return lines.prefix(layout.headRows) + fileRows(state, layout, columns, hasFocus: hasFocus)
    }

    private static func title(of state: ExplorerState) -> String {
        var title = state.image.layers.isEmpty ? "Files" : "Files after layer \(state.layer + 1)"
        if state.isAggregated { title += ", changes since layer 1" }
        let names: [(ExplorerChange, String)] = [
            (.added, "added"), (.removed, "removed"), (.changed, "changed"), (.unchanged, "unchanged"),
        ]
        let hidden = names.filter { !state.choice.shown.contains($0.0) }.map(\.1)
        return title + (hidden.isEmpty ? "" : ", without \(hidden.joined(separator: ", "))")
    }

    private static func shownRows(_ state: ExplorerState, _ layout: ExplorerLayout) -> Range<Int> {
        let first = min(state.top, state.rows.count)
        return first..<min(first + layout.fileRows, state.rows.count)
    }

    private static func fileRows(
        _ state: ExplorerState, _ layout: ExplorerLayout, _ columns: Columns, hasFocus: Bool
    ) -> [StyledLine] {
        guard state.rows.count > 0 else { return [StyledLine("  nothing to show", .dim)] }
        return shownRows(state, layout).map { row in
            let position = Int(state.rows.positions[row])
            var line = fileRow(state, position, columns, width: layout.fileWidth)
            if row == state.cursor { line.select(hasFocus: hasFocus) }
            return line
        }
    }

    private static func fileRow(
        _ state: ExplorerState, _ position: Int, _ columns: Columns, width: Int
    ) -> StyledLine {
        let file = state.view.file(at: position)
        let (mark, style) = appearance(of: state.view.mark(at: position))
        var line = StyledLine("\(mark) ", style)
        if columns.hasPermissions { line.append((file?.permissions ?? "").padded(toWidth: 11), style) }
        if columns.ownerWidth > 0 {
            line.append((file?.owner ?? "").padded(toWidth: columns.ownerWidth + 1), style)
        }
        line.append(padded(ByteCount.text(state.view.size(at: position)), 7) + "  ", style)
        line.append(branches(state, position, width: width - line.width - nameWidth), .dim)
        line.append(SafeText.shown(state.image.tree.name(at: position)), style)
        if let file, !file.linkTarget.isEmpty {
            let arrow = file.kind == .hardLink ? "=" : "→"
            line.append(" \(arrow) \(SafeText.shown(file.linkTarget))", CellStyle(color: style.color, isDim: true))
        } else if file == nil || file?.kind == .directory {
            line.append("/", style)
        }
        line.fit(width)
        return line
    }

    private static func appearance(of change: ExplorerChange?) -> (mark: Character, style: CellStyle) {
        switch change {
        case .added: ("+", CellStyle(color: .green))
        case .changed: ("~", CellStyle(color: .yellow))
        case .removed: ("-", CellStyle(color: .red, isStruck: true))
        case .unchanged, nil: (" ", .plain)
        }
    }

    /// The lines that lead to a path. Where they would take more than `width` columns, those of the outer directories
    /// are left out.
    private static func branches(_ state: ExplorerState, _ position: Int, width: Int) -> String {
        let tree = state.image.tree
        guard let parent = tree.parent(of: position) else { return "" }
        let isClosed = state.choice.collapsed[position] && state.rows.hasChildren(position)
        var parts = [(state.rows.isLast(position, in: parent) ? "└─" : "├─") + (isClosed ? "+ " : "─ ")]
        var current = parent
        while let above = tree.parent(of: current) {
            if (parts.count + 1) * 4 > width {
                parts.append("… ")
                break
            }
            parts.append(state.rows.isLast(current, in: above) ? "    " : "│   ")
            current = above
        }
        return parts.reversed().joined()
    }
}
