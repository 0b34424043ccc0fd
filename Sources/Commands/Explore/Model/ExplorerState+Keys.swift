/// What each key does. Where dive has a key, it is dive's.
extension ExplorerState {
    /// Takes one key.
    ///
    /// - Returns: what is to be done outside the state.
    package mutating func handle(_ key: Key) -> ExplorerEffect? {
        message = nil
        if key == .control("c") { return .quit }
        switch mode {
        case .browsing: return browse(key)
        case .filtering: editFilter(key)
        case .naming(let extraction): return editDestination(of: extraction, key)
        case .replacing(let extraction): return answer(extraction, key)
        case .help(let line): scrollText(line, key) { .help($0) }
        case .wasted(let line): scrollText(line, key) { .wasted($0) }
        }
        return nil
    }

    private mutating func browse(_ key: Key) -> ExplorerEffect? {
        switch key {
        case .character("q"): return .quit
        case .tab, .backTab: pane = pane == .layers ? .files : .layers
        case .character("/"), .control("f"): mode = .filtering
        case .escape: changeFilter("")
        case .character("?"): mode = .help(0)
        case .character("b"): mode = .wasted(0)
        case .character("s"), .control("o"):
            choice.isSortedBySize.toggle()
            areRowsStale = true
        case .control("b"): showsAttributes.toggle()
        default:
            if pane == .layers { browseLayers(key) } else { browseFiles(key) }
        }
        return nil
    }

    private mutating func browseLayers(_ key: Key) {
        let page = ExplorerLayout(self).layerRows
        switch key {
        case .up, .character("k"): select(layer: layer - 1)
        case .down, .character("j"): select(layer: layer + 1)
        case .pageUp: select(layer: layer - page)
        case .pageDown: select(layer: layer + page)
        case .home, .character("g"): select(layer: 0)
        case .end, .character("G"): select(layer: image.layers.count - 1)
        case .control("a"), .character("a"): setAggregated(true)
        case .control("l"), .character("l"): setAggregated(false)
        case .enter, .right: pane = .files
        case .character("x"), .control("e"): message = "select a file first: Tab goes to the files"
        default: break
        }
    }

    private mutating func select(layer index: Int) {
        let index = max(0, min(index, image.layers.count - 1))
        guard index != layer else { return }
        layer = index
        isViewStale = true
    }

    private mutating func setAggregated(_ value: Bool) {
        guard value != isAggregated else { return }
        isAggregated = value
        isViewStale = true
    }

    private mutating func browseFiles(_ key: Key) {
        settle()
        let page = ExplorerLayout(self).fileRows
        switch key {
        case .up, .character("k"): select(row: cursor - 1)
        case .down, .character("j"): select(row: cursor + 1)
        case .pageUp: select(row: cursor - page)
        case .pageDown: select(row: cursor + page)
        case .home, .character("g"): select(row: 0)
        case .end, .character("G"): select(row: rows.count - 1)
        case .enter, .character(" "): setCollapsed(!choice.collapsed[selected])
        case .right: setCollapsed(false)
        case .left: collapseOrLeave()
        case .control(" "), .character("*"): collapseOrExpandAll()
        case .control("a"), .character("a"): toggle(.added)
        case .control("r"), .character("r"): toggle(.removed)
        case .character("m"): toggle(.changed)
        case .control("u"), .character("u"): toggle(.unchanged)
        case .control("l"), .character("l"): toggleChangesOnly()
        case .character("n"): selectMatch(1)
        case .character("N"): selectMatch(-1)
        case .character("x"), .control("e"): beginExtraction()
        default: break
        }
    }

    private mutating func scrollText(_ line: Int, _ key: Key, _ mode: (Int) -> Mode) {
        let page = ExplorerLayout(self).bodyRows - 1
        let most = max(0, ExplorerScreen.text(of: self).count - page)
        func scrolled(_ line: Int) -> Mode { mode(max(0, min(line, most))) }
        switch key {
        case .up, .character("k"): self.mode = scrolled(line - 1)
        case .down, .character("j"): self.mode = scrolled(line + 1)
        case .pageUp: self.mode = scrolled(line - page)
        case .pageDown: self.mode = scrolled(line + page)
        case .home, .character("g"): self.mode = scrolled(0)
        case .end, .character("G"): self.mode = scrolled(most)
        default: self.mode = .browsing
        }
    }
}
