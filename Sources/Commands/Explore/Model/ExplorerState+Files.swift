/// What keys do in the file pane.
extension ExplorerState {
    /// Hides or shows what is in the selected directory.
    mutating func setCollapsed(_ value: Bool) {
        guard selection != nil, rows.hasChildren(selected), choice.collapsed[selected] != value else { return }
        choice.collapsed[selected] = value
        areRowsStale = true
    }

    /// Collapses an open directory; goes from anything else to the directory that it is in.
    mutating func collapseOrLeave() {
        guard selection != nil else { return }
        if rows.hasChildren(selected), !choice.collapsed[selected] {
            setCollapsed(true)
        } else if let parent = image.tree.parent(of: selected), let row = rows.row(of: parent) {
            select(row: row)
        }
    }

    /// Collapses every directory, or expands all if none is left to be collapsed.
    mutating func collapseOrExpandAll() {
        let isOpen = rows.positions.contains { !choice.collapsed[Int($0)] && rows.hasChildren(Int($0)) }
        choice.collapsed = [Bool](repeating: isOpen, count: image.tree.count)
        areRowsStale = true
    }

    mutating func toggle(_ change: ExplorerChange) {
        choice.shown.formSymmetricDifference([change])
        areRowsStale = true
    }

    /// Shows nothing but changes, or all again.
    mutating func toggleChangesOnly() {
        let changes: Set<ExplorerChange> = [.added, .changed, .removed]
        choice.shown = choice.shown == changes ? Set(ExplorerChange.allCases) : changes
        areRowsStale = true
    }

    /// Goes to the next path, or the one before, that the filter itself matches; from the last one to the first.
    mutating func selectMatch(_ step: Int) {
        guard choice.filter != nil, rows.count > 0 else { return }
        for distance in 1...rows.count {
            let row = ((cursor + step * distance) % rows.count + rows.count) % rows.count
            if isMatch(Int(rows.positions[row])) { return select(row: row) }
        }
    }

    private func isMatch(_ position: Int) -> Bool {
        guard let filter = choice.filter else { return false }
        return filter.isAboutPath
            ? filter.matches([UInt8(ascii: "/")] + image.tree.path(of: position))
            : filter.matches(image.tree.name(at: position))
    }

    mutating func editFilter(_ key: Key) {
        switch key {
        case .escape:
            mode = .browsing
            changeFilter("")
        case .enter:
            mode = .browsing
            pane = .files
            settle()
            if let position = selection, !isMatch(position) { selectMatch(1) }
        case .up, .down, .tab:
            mode = .browsing
            pane = .files
        default:
            changeFilter(filterText.edited(by: key))
        }
    }

    mutating func changeFilter(_ text: String) {
        guard text != filterText else { return }
        filterText = text
        choice.filter = ExplorerFilter(text)
        if choice.filter == nil {
            if let before = collapsedWithoutFilter { choice.collapsed = before }
            collapsedWithoutFilter = nil
        } else {
            collapsedWithoutFilter = collapsedWithoutFilter ?? choice.collapsed
            choice.collapsed = [Bool](repeating: false, count: image.tree.count)
        }
        areRowsStale = true
    }
}

extension String {
    /// More than any path or filter needs.
    private static let longestField = 4096

    /// A line of text after a key; other keys than those for editing change nothing.
    func edited(by key: Key) -> String {
        switch key {
        case .character(let character): utf8.count < Self.longestField ? self + String(character) : self
        case .backspace: String(dropLast())
        case .control("u"): ""
        case .control("w"):
            String(reversed().drop { $0 == " " }.drop { $0 != " " }.reversed())
        default: self
        }
    }
}
