import Commands
import Diagnostics
import Testing

struct TerminalProgressTests {
    private func renderer(columns: Int = 41, rows: Int = 24, color: Bool = false) -> TerminalProgress {
        TerminalProgress(color: color, size: { TerminalSize(columns: columns, rows: rows) })
    }

    private func take(_ renderer: inout TerminalProgress, _ events: [(Double, ProgressEvent)]) {
        for (seconds, event) in events {
            #expect(renderer.take(TimedProgressEvent(seconds: seconds, event: event)) == "")
        }
    }

    private let build: [(Double, ProgressEvent)] = [
        (0.0, .started(1, "[build 1/2] FROM ubuntu")), (0.1, .status(1, "composed from Debian 12")),
        (1.0, .finished(1, .cached)), (1.0, .started(2, "[build 2/2] RUN make all install check")),
        (1.2, .log(2, "1\n2\n3\n4\n5\n\t6\n7")), (1.3, .started(3, "[stage-1 1/1] 拉取")),
        (2.0, .moved(3, 20_000_000, of: 63_000_000)),
    ]

    @Test("a frame has a header, a line a step, and the last lines of running steps")
    func frame() {
        var renderer = renderer()
        take(&renderer, build)
        var screen = Screen()
        screen.write(renderer.refresh(at: 3.24))
        #expect(
            screen.lines.joined(separator: "\n") == """
                [+] Building 3.2s (1/3)
                 => CACHED [build 1/2] FROM ubuntu  1.0s
                 => [build 2/2] RUN make all insta… 2.2s
                 => => 2
                 => => 3
                 => => 4
                 => => 5
                 => =>         6
                 => => 7
                 => [stage-1 1/1] 拉取              1.9s
                 => => 20MB / 63MB 28.6MB/s

                """)
        #expect(screen.isCursorHidden && screen.mistakes.isEmpty)
    }

    @Test("frames replace each other, and the last one stays with the cursor given back")
    func redraw() {
        var renderer = renderer()
        var screen = Screen()
        screen.write("$ pith build .\n")
        for (seconds, event) in build {
            _ = renderer.take(TimedProgressEvent(seconds: seconds, event: event))
            screen.write(renderer.refresh(at: seconds))
        }
        take(&renderer, [(3, .finished(2)), (4, .finished(3))])
        screen.write(renderer.refresh(at: 4))
        screen.write(renderer.finish(at: 4.5))
        #expect(
            screen.lines.joined(separator: "\n") == """
                $ pith build .
                [+] Building 4.5s (3/3) FINISHED
                 => CACHED [build 1/2] FROM ubuntu  1.0s
                 => => composed from Debian 12
                 => [build 2/2] RUN make all insta… 2.0s
                 => [stage-1 1/1] 拉取              2.7s

                """)
        #expect(!screen.isCursorHidden && screen.mistakes.isEmpty)
    }

    @Test("a suspended display leaves its frame and the cursor, and goes on below what was written")
    func suspension() {
        var renderer = renderer()
        take(&renderer, build)
        var screen = Screen()
        screen.write(renderer.refresh(at: 3))
        screen.write(renderer.suspend(at: 3))
        #expect(!screen.isCursorHidden)
        screen.write("/ # exit\n")
        screen.write(renderer.refresh(at: 4))
        #expect(screen.isCursorHidden && screen.mistakes.isEmpty)
        let shell = screen.lines.firstIndex(of: "/ # exit")
        let headers = screen.lines.indices.filter { screen.lines[$0].hasPrefix("[+] Building") }
        #expect(headers.count == 2 && headers[0] < shell ?? 0 && headers[1] == (shell ?? 0) + 1)
        var idle = self.renderer()
        #expect(idle.suspend(at: 0) == "")
    }

    @Test("a build that is over before the first frame writes its state once, without touching the cursor")
    func quickBuild() {
        var renderer = renderer()
        take(&renderer, [(0, .started(1, "[1/1] COPY . .")), (0.01, .finished(1, .cached))])
        let text = renderer.finish(at: 0.02)
        #expect(!text.contains("\u{1B}[?25") && !text.contains("A\r"))
        var nothing = self.renderer()
        #expect(nothing.finish(at: 0) == "")
    }

    @Test("a failed step's log follows in full, then the warnings")
    func failure() {
        var renderer = renderer()
        let log = (1...20).map { "line \($0)\n" }.joined()
        take(
            &renderer,
            [
                (0, .started(1, "RUN false")), (0, .started(2, "RUN true")), (0.1, .log(1, log)),
                (0.2, .warning(Diagnostic(.warning, code: "w", "careful"))),
                (0.3, .finished(1, .failed("exit status 1"))),
                (0.3, .finished(2, .cancelled)),
            ])
        var screen = Screen()
        screen.write(renderer.refresh(at: 0.3) + renderer.finish(at: 0.4))
        let expected =
            [
                "[+] Building 0.4s (2/2)", " => ERROR RUN false                 0.3s",
                " => CANCELED RUN true               0.3s", "------", " > RUN false:",
            ] + (1...20).map { "line \($0)" } + ["------", "", "warning: careful [w]", ""]
        #expect(screen.lines == expected)
    }

    @Test(
        "a frame is never higher or wider than the terminal",
        arguments: [(1, 1), (5, 2), (10, 3), (20, 5), (41, 8), (200, 60)])
    func size(columns: Int, rows: Int) {
        var renderer = renderer(columns: columns, rows: rows)
        var events = [(Double, ProgressEvent)]()
        for number in 1...40 {
            events.append((0, .started(number, "[build \(number)/40] RUN 拉取 e\u{301} \u{1F980} a long command line")))
            events.append((0, .log(number, (1...9).map { "row\t\($0) 拉取拉取拉取拉取拉取拉取拉取\n" }.joined())))
            if number % 3 != 0 { events.append((1, .finished(number))) }
        }
        take(&renderer, events)
        var screen = Screen()
        screen.write(renderer.refresh(at: 2))
        #expect(screen.lines.count <= max(rows, 2))
        #expect(screen.lines.allSatisfy { $0.displayWidth < max(columns, 2) })
        #expect(screen.mistakes.isEmpty)
    }

    @Test("finished steps make room for those that run")
    func room() {
        var renderer = renderer(rows: 6)
        let events: [(Double, ProgressEvent)] = (1...5).flatMap {
            [(0.0, .started($0, "step \($0)")), (1.0, .finished($0))]
        }
        take(&renderer, events + [(1, .started(6, "step 6")), (1, .log(6, "working\n"))])
        var screen = Screen()
        screen.write(renderer.refresh(at: 2))
        #expect(
            screen.lines.map { $0.prefix(10) } == [
                "[+] Buildi", " => step 3", " => step 4", " => step 5", " => step 6", "",
            ])
    }

    @Test("colours are used only where they are allowed")
    func colors() {
        var plain = renderer()
        var colored = renderer(color: true)
        let events: [(Double, ProgressEvent)] = [(0, .started(1, "a")), (1, .finished(1, .failed("b")))]
        take(&plain, events)
        take(&colored, events)
        #expect(!plain.refresh(at: 2).contains("m"))
        #expect(colored.refresh(at: 2).contains("\u{1B}[31m => ERROR a"))
    }
}
