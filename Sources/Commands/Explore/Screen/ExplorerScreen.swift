/// Draws the browser: the lines of one frame, exactly as many as the terminal has.
package enum ExplorerScreen {
    /// - Parameter state: settled.
    package static func render(_ state: ExplorerState) -> [StyledLine] {
        let layout = ExplorerLayout(state)
        var lines = body(state, layout)
        lines += [StyledLine](repeating: StyledLine(), count: max(0, layout.bodyRows - lines.count))
        lines = Array(lines.prefix(layout.bodyRows))
        if layout.rows > 1 { lines.append(status(state, layout)) }
        if layout.rows > 2 { lines.append(keys(state, layout)) }
        return lines.map { line in
            guard line.width > layout.columns else { return line }
            var line = line
            line.fit(layout.columns)
            return line
        }
    }

    private static func body(_ state: ExplorerState, _ layout: ExplorerLayout) -> [StyledLine] {
        switch state.mode {
        case .help(let line), .wasted(let line):
            let text = text(of: state)
            var title = "Keys"
            if case .wasted = state.mode { title = "Wasted space" }
            return [heading(title, width: layout.columns, hasFocus: true)]
                + text.dropFirst(line).prefix(layout.bodyRows - 1).map { StyledLine($0) }
        default: break
        }
        guard layout.hasBoth else {
            return state.pane == .layers ? layerPane(state, layout) : filePane(state, layout)
        }
        let (left, right) = (layerPane(state, layout), filePane(state, layout))
        return (0..<layout.bodyRows).map { row in
            var line = row < left.count ? left[row] : StyledLine()
            line.fit(layout.leftWidth)
            line.append(StyledLine("│", .dim), at: layout.leftWidth)
            if row < right.count { line.append(right[row], at: layout.leftWidth + 1) }
            return line
        }
    }

    /// A title with a rule to the end of the pane.
    static func heading(_ title: String, width: Int, hasFocus: Bool) -> StyledLine {
        var line = StyledLine((hasFocus ? "● " : "─ "), hasFocus ? CellStyle(color: .cyan, isBold: true) : .dim)
        line.append(title.cut(toWidth: max(0, width - 3)), hasFocus ? .bold : .plain)
        line.append(" " + String(repeating: "─", count: max(0, width - line.width - 1)), .dim)
        line.fit(width)
        return line
    }

    /// The line above the keys: what is asked or typed, what happened last, or the selected path.
    private static func status(_ state: ExplorerState, _ layout: ExplorerLayout) -> StyledLine {
        switch state.mode {
        case .filtering: return field("Filter: ", state.filterText, layout)
        case .naming(let extraction): return field("Extract to: ", extraction.destination, layout)
        case .replacing(let extraction):
            return StyledLine("replace '\(extraction.destination.onOneLine)'? (y/N)", .bold)
        case .browsing, .help, .wasted: break
        }
        if let message = state.message { return StyledLine(message.onOneLine, .bold) }
        if !state.filterText.isEmpty {
            let count = state.rows.positions.isEmpty ? "nothing found" : "n and N go to what is found"
            let text = "Filter: \(SafeText.shown(state.filterText.utf8))  (\(count), Esc clears it)"
            return StyledLine(text)
        }
        guard state.pane == .files, let path = state.selectedPath else { return StyledLine() }
        return StyledLine(SafeText.shown(path).cutAtStart(toWidth: layout.columns), .dim)
    }

    private static func field(_ title: String, _ text: String, _ layout: ExplorerLayout) -> StyledLine {
        var line = StyledLine(title, .bold)
        line.append(SafeText.shown(text.utf8).cutAtStart(toWidth: max(0, layout.columns - line.width - 1)))
        line.append(" ", CellStyle(isReversed: true))
        line.fit(layout.columns)
        return line
    }

    private static func keys(_ state: ExplorerState, _ layout: ExplorerLayout) -> StyledLine {
        var line = StyledLine()
        for (key, meaning) in ExplorerKeys.footer(state) {
            let gap = line.width == 0 ? "" : "  "
            guard line.width + gap.count + key.count + 1 + meaning.count <= layout.columns else { continue }
            line.append(gap)
            line.append(key, CellStyle(isReversed: true))
            line.append(" " + meaning)
        }
        return line
    }

    /// The lines that the help, or the list of wasted space, has.
    static func text(of state: ExplorerState) -> [String] {
        if case .help = state.mode { return ExplorerKeys.help }
        if state.image.wasted.isEmpty { return ["no path has a copy that is hidden by another layer"] }
        return state.image.wasted.map { waste in
            let size = ByteCount.text(waste.bytes)
            return "\(padded(size, 8))  \(waste.copies) copies  \(SafeText.shown(waste.path.utf8))"
        }
    }
}

extension String {
    /// The text in at most `width` columns, an ellipsis at its start where something had to go.
    func cutAtStart(toWidth width: Int) -> String {
        guard displayWidth > width else { return self }
        var used = 1
        let kept = reversed().prefix { character in
            used += character.displayWidth
            return used <= width
        }
        return width > 0 ? "…" + String(kept.reversed()) : ""
    }
}
