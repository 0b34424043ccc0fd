import Commands
import Testing

struct ExplorerScreenTests {
    private func browser(_ columns: Int, _ rows: Int) -> ExplorerState {
        ExplorerState(image: SmallImage.image, size: TerminalSize(columns: columns, rows: rows))
    }

    @Test("a wide terminal shows the layers, their details, and the files side by side")
    func wide() {
        var state = browser(100, 22)
        state.press(.down)
        #expect(
            state.screen == """
                ● Layers ───────────────────────────────│─ Files after layer 2 ─────────────────────────────────────
                 #     Size  Instruction                │  Permission Owner        Size  Tree
                 1    1.9MB  COPY busybox /bin/busybox  │+ drwxr-xr-x 0:0           5MB  ├── app/
                 2      5MB  RUN make -j8 && make insta…│+ -rw-r----- 1000:1000     5MB  │   └── data
                ─ Layer 2 ──────────────────────────────│  drwxr-xr-x 0:0         1.9MB  ├── bin/
                Size        5MB, compressed 900kB       │  -rwsr-xr-x 0:0         1.9MB  │   ├── busybox
                Files       +1 ~1 -1                    │  lrwxrwxrwx 0:0            0B  │   └── sh → busybox
                Diff ID     sha256:1a1a1a1a1a1a1a1a1a1a1│~ drwxr-xr-x 0:0          400B  ├── etc/
                            a1a1a1a1a1a1a1a1a1a1a1a1a1a1│~ -rw-r--r-- 0:0          400B  │   └── passwd
                            a1a1a1a1a1a1a1a             │~ drwxrwxrwt 0:0            0B  └── tmp/
                Command     RUN /bin/sh -c make -j8 &&  │-                          2kB      └── old/
                            make install DESTDIR=/ && rm│- -rw-r--r-- 0:0           2kB          └── a
                            -r /tmp/old                 │
                ─ Image ────────────────────────────────│
                Name        app:latest                  │
                Size        6.9MB, compressed 1.8MB     │
                Efficiency  98.8 %                      │
                Wasted      2.7kB                       │
                                                        │
                                                        │

                q quit  ? help  Tab files  / filter  ^L layer changes  ^A all changes  b wasted
                """)
    }

    @Test("a narrow one shows one pane at a time")
    func narrow() {
        var state = browser(40, 10)
        state.press(.down)
        #expect(
            state.screen == """
                ● Layers ───────────────────────────────
                 #     Size  Instruction
                 1    1.9MB  COPY busybox /bin/busybox
                 2      5MB  RUN make -j8 && make insta…
                ─ Layer 2 ──────────────────────────────
                Size        5MB, compressed 900kB
                Files       +1 ~1 -1
                Diff ID     sha256:1a1a1a1a1a1a1a1a1a1a…

                q quit  ? help  Tab files  / filter
                """)
        state.press(.tab, .down, .down, .left)
        state.press(.left, .end)
        #expect(
            state.screen == """
                ● Files after layer 2 ──────────────────
                     Size  Tree
                    1.9MB  ├─+ bin/
                ~    400B  ├── etc/
                ~    400B  │   └── passwd
                ~      0B  └── tmp/
                -     2kB      └── old/
                -     2kB          └── a
                /tmp/old/a
                q quit  ? help  Tab layers  / filter
                """)
    }

    @Test("one of 60 columns has room for permissions and owners, unless they are turned off")
    func middle() {
        var state = browser(60, 8)
        state.press(.down, .tab, .left)
        #expect(
            state.screen == """
                ● Files after layer 2 ──────────────────────────────────────
                  Permission Owner        Size  Tree
                + drwxr-xr-x 0:0           5MB  ├── app/
                + -rw-r----- 1000:1000     5MB  │   └── data
                  drwxr-xr-x 0:0         1.9MB  ├─+ bin/
                ~ drwxr-xr-x 0:0          400B  ├── etc/
                /bin
                q quit  ? help  Tab layers  / filter  x extract  s sort
                """)
        state.press(.control("b"))
        #expect(state.screen.contains("\n     Size  Tree\n+     5MB  ├── app/\n"))
    }

    @Test(
        "names with control characters, invalid UTF-8 or wide characters neither reach the terminal nor break the panes"
    )
    func hostile() {
        let names: [[UInt8]] = [
            Array("\u{1B}[2Jx".utf8), Array("a\nb\tc".utf8), [0xFF, 0xFE, 0x41], Array("拉取拉取拉取拉取拉取拉取拉取拉取拉取拉取".utf8),
            Array("e\u{301}\u{200D}\u{202E}\u{9B}31m\u{FE0F}".utf8), Array("\u{2028}".utf8), [0xC2],
            Array(repeating: 0x41, count: 5000),
        ]
        let entries = names.map {
            SmallImage.Entry(
                path: $0, change: .added, file: ExplorerFile(kind: .symbolicLink, mode: 0o777, linkTarget: $0))
        }
        var state = ExplorerState(image: SmallImage.image([entries]), size: TerminalSize(columns: 100, rows: 14))
        state.press(.tab)
        for _ in names {
            for line in ExplorerScreen.render(state) {
                #expect(line.width <= 100)
                #expect(line.pieces.allSatisfy { $0.text.unicodeScalars.allSatisfy(isHarmless) })
            }
            state.press(.down)
        }
        let rows = ExplorerScreen.render(state)
        #expect(rows.prefix(12).allSatisfy { $0.pieces.contains { $0.text == "│" && $0.column == 40 } })
    }

    private func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }

    @Test("a path far down shows its name, whatever the depth")
    func deep() {
        let path = Array(repeating: "d", count: 300).joined(separator: "/") + "/leaf"
        var state = ExplorerState(
            image: SmallImage.image([[SmallImage.Entry(path: Array(path.utf8), change: .added)]]),
            size: TerminalSize(columns: 60, rows: 10))
        state.press(.tab, .end)
        #expect(
            state.screen.split(separator: "\n").contains {
                $0.hasPrefix("+ -rw-r--r-- 0:0") && $0.hasSuffix("└── leaf")
            })
    }

    @Test("colours say what the marks say, and NO_COLOR leaves only the marks")
    func colors() {
        var state = browser(60, 14)
        state.press(.down, .tab)
        let rows = ExplorerScreen.render(state)
        let colored = rows.map { $0.rendered(hasColor: true) }
        #expect(colored.contains { $0.contains("\u{1B}[0;32mdata") })
        #expect(colored.contains { $0.contains("\u{1B}[0;33mpasswd") })
        #expect(colored.contains { $0.contains("\u{1B}[0;9;31mold") })
        let plain = rows.map { $0.rendered(hasColor: false) }
        #expect(!plain.contains { $0.contains("3") && $0.contains("\u{1B}[0;3") || $0.contains(";31m") })
        #expect(plain.contains { $0.contains("data") } && plain.contains { $0.contains("\u{1B}[0;7m") })
    }

    @Test("only lines that changed are written again")
    func frames() {
        var state = browser(100, 30)
        var writer = FrameWriter(hasColor: false)
        let first = writer.draw(ExplorerScreen.render(state), size: state.size)
        #expect(first.hasPrefix("\u{1B}[2J") && first.contains("\u{1B}[30;1H"))
        #expect(writer.draw(ExplorerScreen.render(state), size: state.size) == "")
        state.press(.tab)
        _ = writer.draw(ExplorerScreen.render(state), size: state.size)
        state.press(.down)
        let text = writer.draw(ExplorerScreen.render(state), size: state.size)
        // The row that was selected, the one that is, and the path.
        #expect(text.split(separator: "\u{1B}[K").count == 4)
        #expect(["\u{1B}[3;1H", "\u{1B}[4;1H", "\u{1B}[29;1H"].allSatisfy(text.contains))
        state.resize(to: TerminalSize(columns: 90, rows: 20))
        #expect(writer.draw(ExplorerScreen.render(state), size: state.size).hasPrefix("\u{1B}[2J"))
    }

    @Test("every size can be drawn, and no line is wider than the terminal")
    func sizes() {
        for mode: [Key] in [
            [], [.tab], [.character("?")], [.character("b")], [.character("/")], [.tab, .character("x")],
        ] {
            var state = browser(100, 30)
            for key in mode { state.press(key) }
            for columns in [1, 2, 3, 5, 10, 20, 39, 40, 41, 44, 56, 79, 80, 81, 200, 1000] {
                for rows in [1, 2, 3, 4, 5, 9, 10, 30] {
                    state.resize(to: TerminalSize(columns: columns, rows: rows))
                    let lines = ExplorerScreen.render(state)
                    #expect(lines.count == rows)
                    #expect(lines.allSatisfy { $0.width <= columns && $0.plain.displayWidth <= columns }, "\(columns)")
                }
            }
        }
    }

    @Test("? lists the keys, and b the paths that waste space")
    func lists() {
        var state = browser(80, 10)
        state.press(.character("?"))
        #expect(state.screen.hasPrefix("● Keys ─") && state.screen.contains("the other pane"))
        state.press(.pageDown)
        #expect(!state.screen.contains("the other pane") && state.screen.contains("Ctrl-B"))
        state.press(.end, .end)
        #expect(state.screen.contains("- removed"))
        state.press(.escape, .character("b"))
        #expect(state.screen.contains("    700B  2 copies  /etc/passwd"))
        state.press(.character("q"))
        #expect(state.mode == .browsing)
    }
}
