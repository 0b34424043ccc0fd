import Commands
import Testing

struct ExplorerStateTests {
    private func browser(rows: Int = 24) -> ExplorerState {
        ExplorerState(image: SmallImage.image, size: TerminalSize(columns: 100, rows: rows))
    }

    @Test("the file pane follows the selected layer")
    func layers() {
        var state = browser()
        #expect(state.files.contains("+old/") && !state.files.contains("+app/"))
        state.press(.down)
        #expect(state.layer == 1)
        #expect(
            state.files == [
                "+app/", "+data", " bin/", " busybox", " sh → busybox", "~etc/", "~passwd", "~tmp/", "-old/", "-a",
            ])
        state.press(.down, .character("j"), .end)
        #expect(state.layer == 1)
        state.press(.character("g"))
        #expect(state.layer == 0)
        state.press(.character("k"), .pageUp)
        #expect(state.layer == 0)
    }

    @Test("a directory's size is the sum of what is in it, without what was removed")
    func sizes() {
        var state = browser()
        state.press(.down)
        let screen = state.screen
        for row in ["5MB  ├── app/", "1.9MB  ├── bin/", "0B  └── tmp/", "2kB      └── old/"] {
            #expect(screen.contains(row), "\(row)")
        }
    }

    @Test("Tab goes to the files, where arrows select, collapse and expand")
    func tree() {
        var state = browser()
        state.press(.tab)
        #expect(state.pane == .files && state.path == "/bin")
        state.press(.down, .character("j"))
        #expect(state.path == "/bin/sh")
        // Left goes up, then collapses; what was selected stays so.
        state.press(.left)
        #expect(state.path == "/bin")
        state.press(.left)
        #expect(state.files == ["+bin/", "+etc/", "+passwd", "+tmp/", "+old/", "+a"])
        state.press(.right)
        #expect(state.files.contains("+busybox"))
        state.press(.character(" "))
        #expect(!state.files.contains("+busybox"))
        state.press(.enter)
        #expect(state.files.contains("+busybox"))
        state.press(.end)
        #expect(state.path == "/tmp/old/a")
        state.press(.control(" "))
        #expect(state.files == ["+bin/", "+etc/", "+tmp/"] && state.path == "/tmp")
        state.press(.character("*"))
        #expect(state.files.count == 8)
        state.press(.home, .up)
        #expect(state.path == "/bin")
    }

    @Test("the selected path stays selected from layer to layer, or the directory it was in")
    func selection() {
        var state = browser()
        state.press(.tab, .end, .tab, .down)
        #expect(state.path == "/tmp/old/a")
        state.press(.tab, .character("r"))
        #expect(state.path == "/tmp")
        state.press(.home)
        #expect(state.path == "/app")
        // The first layer does not have it.
        state.press(.tab, .up)
        #expect(state.path == "/bin")
    }

    @Test("added, removed, changed and unchanged files are hidden and shown, their directories with them")
    func changes() {
        var state = browser()
        state.press(.down, .tab, .character("u"))
        #expect(state.files == ["+app/", "+data", "~etc/", "~passwd", "~tmp/", "-old/", "-a"])
        state.press(.control("a"), .control("r"))
        #expect(state.files == ["~etc/", "~passwd"])
        state.press(.character("m"))
        #expect(state.path == nil && state.screen.contains("nothing to show"))
        state.resize(to: TerminalSize(columns: 140, rows: 24))
        #expect(state.screen.contains("Files after layer 2, without added, removed, changed, unchanged"))
        state.press(.character("a"), .character("r"), .character("m"), .control("u"))
        #expect(state.files.count == 10)
        state.press(.control("l"))
        #expect(state.files == ["+app/", "+data", "~etc/", "~passwd", "~tmp/", "-old/", "-a"])
        state.press(.character("l"))
        #expect(state.files.count == 10)
    }

    @Test("in the pane of layers Ctrl-A marks what all layers did, Ctrl-L what this one did")
    func aggregated() {
        var state = browser()
        state.press(.down, .control("a"))
        #expect(state.isAggregated && state.screen.contains("changes since layer 1"))
        state.press(.control("l"))
        #expect(!state.isAggregated && state.screen.contains("Files after layer 2 ─"))
    }

    @Test("what is typed after / filters at once, Enter keeps it, n and N go around, Esc ends it")
    func filter() {
        var state = browser()
        state.press(.tab, .character("*"), .character("/"))
        state.type("S")
        state.press(.backspace)
        state.type("s")
        #expect(state.mode == .filtering)
        #expect(state.files == ["+bin/", "+busybox", "+sh → busybox", "+etc/", "+passwd"])
        // q is a letter here.
        state.type("q")
        #expect(state.path == nil && state.screen.contains("nothing to show"))
        state.press(.backspace, .enter)
        #expect(state.mode == .browsing && state.path == "/bin/busybox")
        state.press(.character("n"))
        #expect(state.path == "/bin/sh")
        state.press(.character("n"), .character("n"))
        #expect(state.path == "/bin/busybox")
        state.press(.character("N"))
        #expect(state.path == "/etc/passwd")
        state.press(.escape)
        // As it was before: collapsed.
        #expect(state.files == ["+bin/", "+etc/", "+tmp/"])
    }

    @Test("a filter that finds a directory shows all that is in it")
    func filteredDirectory() {
        var state = browser()
        state.press(.control("f"))
        state.type("old")
        #expect(state.files == ["+tmp/", "+old/", "+a"])
        state.press(.control("u"))
        state.type("/bin/*h")
        #expect(state.files == ["+bin/", "+sh → busybox"])
    }

    @Test("s sorts by size, the largest first in each directory, and by name again")
    func sorting() {
        var state = browser()
        state.press(.down, .character("s"))
        #expect(
            state.files == [
                "+app/", "+data", " bin/", " busybox", " sh → busybox", "~etc/", "~passwd", "~tmp/", "-old/", "-a",
            ])
        state.press(.up)
        #expect(
            state.files == ["+bin/", "+busybox", "+sh → busybox", "+tmp/", "+old/", "+a", "+etc/", "+passwd"])
        state.press(.character("s"))
        #expect(state.files.last == "+a")
    }

    @Test("x asks where to, and says how it ended")
    func extraction() {
        var state = browser()
        #expect(state.press(.character("x")) == nil && state.mode == .browsing)
        state.press(.tab, .down, .character("x"))
        #expect(state.screen.contains("Extract to: busybox"))
        state.press(.control("w"))
        state.type("out/b")
        let extraction = ExplorerExtraction(layer: 0, path: Array("bin/busybox".utf8), destination: "out/b")
        #expect(state.press(.enter) == .extract(extraction))
        state.finish(extraction, .written(files: 1, leftOut: 0))
        #expect(state.message == "extracted /bin/busybox to out/b: 1 file")
        state.finish(extraction, .failed("no room"))
        #expect(state.screen.contains("no room"))
        // Esc, and an empty name, write nothing.
        #expect(state.press(.control("e"), .escape) == nil && state.mode == .browsing)
        #expect(state.press(.control("e"), .control("u"), .enter) == nil && state.mode == .browsing)
    }

    @Test("a file that is there is replaced only after a yes")
    func replacing() {
        var state = browser()
        let extraction = ExplorerExtraction(layer: 0, path: [97], destination: "a")
        state.finish(extraction, .exists)
        #expect(state.screen.contains("replace 'a'? (y/N)"))
        #expect(state.press(.enter) == nil && state.message == "nothing was written")
        state.finish(extraction, .exists)
        var replacing = extraction
        replacing.replaces = true
        #expect(state.press(.character("y")) == .extract(replacing))
    }

    @Test("a removed file is extracted from the layer that still had it")
    func extractingRemoved() {
        var state = browser()
        state.press(.down, .tab, .end, .character("x"))
        guard case .extract(let extraction) = state.press(.enter) else {
            Issue.record("nothing to extract")
            return
        }
        #expect(extraction.layer == 0 && extraction.path == Array("tmp/old/a".utf8))
    }

    @Test("q quits while browsing, Ctrl-C anywhere")
    func quitting() {
        for keys: [Key] in [[], [.tab], [.character("/")], [.character("?")], [.tab, .character("x")]] {
            var state = browser()
            for key in keys { state.press(key) }
            #expect(state.handle(.control("c")) == .quit)
        }
        var state = browser()
        #expect(state.press(.character("q")) == .quit)
    }

    @Test("an image without layers, and one without files, can be looked at")
    func empty() {
        for layers in [[], [[]]] as [[[SmallImage.Entry]]] {
            var state = ExplorerState(
                image: SmallImage.image(layers), size: TerminalSize(columns: 100, rows: 24))
            let keys: [Key] = [
                .down, .up, .end, .control("a"), .tab, .down, .pageUp, .end, .enter, .left, .right, .control(" "),
                .character("x"), .character("n"), .character("s"), .character("l"), .character("b"), .escape,
            ]
            for key in keys { #expect(state.press(key) == nil) }
            #expect(state.screen.contains("nothing to show") && state.path == nil)
        }
    }

    @Test("the selected row stays on the screen, and the screen full, however it is resized")
    func scrolling() {
        let entries = (0..<500).map { SmallImage.Entry(path: "f\($0 + 1000)", change: .added) }
        var state = ExplorerState(image: SmallImage.image([entries]), size: TerminalSize(columns: 60, rows: 20))
        state.press(.tab)
        for (key, name) in [
            (Key.end, "f1499"), (.pageUp, "f1483"), (.home, "f1000"), (.pageDown, "f1016"), (.down, "f1017"),
        ] {
            state.press(key)
            #expect(state.path == "/\(name)")
            #expect(state.screen.split(separator: "\n").count { $0.contains("── f1") } == 16)
            #expect(state.screen.contains("─ \(name)"))
        }
        for rows in [1, 2, 3, 5, 10, 200, 1000] {
            state.resize(to: TerminalSize(columns: 60, rows: rows))
            #expect(ExplorerScreen.render(state).count == rows)
            if rows > 2 { #expect(state.screen.contains("─ f1017")) }
        }
    }
}
