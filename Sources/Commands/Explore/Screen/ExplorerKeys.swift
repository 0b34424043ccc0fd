/// The keys as the screen tells of them.
enum ExplorerKeys {
    /// The most important ones first: a narrow terminal has no room for all.
    static func footer(_ state: ExplorerState) -> [(key: String, meaning: String)] {
        switch state.mode {
        case .filtering: [("Enter", "keep"), ("Esc", "clear")]
        case .naming: [("Enter", "extract"), ("Esc", "cancel")]
        case .replacing: [("y", "replace"), ("n", "keep")]
        case .help, .wasted: [("↑↓", "scroll"), ("Esc", "back")]
        case .browsing where state.pane == .layers:
            [
                ("q", "quit"), ("?", "help"), ("Tab", "files"), ("/", "filter"), ("^L", "layer changes"),
                ("^A", "all changes"), ("b", "wasted"),
            ]
        case .browsing:
            [
                ("q", "quit"), ("?", "help"), ("Tab", "layers"), ("/", "filter"), ("x", "extract"),
                ("Space", "collapse"), ("l", "changes only"), ("s", "sort"), ("a r m u", "hide"),
            ]
        }
    }

    /// All of them.
    static let help = """
        Everywhere
          Tab               the other pane
          ↑ ↓ j k           up and down
          PgUp PgDn         a page up or down
          g G Home End      the first, the last
          / Ctrl-F          filter: a part of a name, or *.so, or /etc/**
          n N               the next match, the one before
          Esc               clear the filter
          s Ctrl-O          sort by name or by size
          b                 the paths that waste space
          Ctrl-B            permissions and owners on or off
          ?                 these keys
          q Ctrl-C          quit

        Layers
          Ctrl-L l          mark what this layer changed
          Ctrl-A a          mark what all layers after the first changed
          Enter →           the layer's files

        Files
          Space Enter       collapse or expand the directory
          ← →               collapse, expand; ← also goes up
          Ctrl-Space *      collapse or expand all
          Ctrl-A a          added files on or off
          Ctrl-R r          removed files on or off
          m                 changed files on or off
          Ctrl-U u          unchanged files on or off
          Ctrl-L l          only what changed, or all again
          x Ctrl-E          extract the file or directory

        Marks
          + added   ~ changed   - removed
        """.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
}
