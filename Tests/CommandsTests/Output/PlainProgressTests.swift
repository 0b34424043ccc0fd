import Commands
import Diagnostics
import Testing

struct PlainProgressTests {
    private func text(_ events: [(Double, ProgressEvent)], end: Double = 60) -> String {
        var renderer = PlainProgress()
        return show(&renderer, events, end: end)
    }

    @Test("a step is a block of its own, with the time of each line")
    func oneStep() {
        let events: [(Double, ProgressEvent)] = [
            (1.0, .started(1, "[internal] load build context")), (1.1, .finished(1)),
            (2.0, .started(4, "[build 2/4] RUN make")), (2.412, .log(4, "cc -c ma")), (3.0, .log(4, "in.c\nld\n")),
            (14.3456, .log(4, "not ended")), (15.0, .finished(4)),
        ]
        #expect(
            text(events) == """
                #1 [internal] load build context
                #1 DONE 0.1s

                #4 [build 2/4] RUN make
                #4 1.000 cc -c main.c
                #4 1.000 ld
                #4 13.00 not ended
                #4 DONE 13.0s

                """)
    }

    @Test("each way to end has its word")
    func outcomes() {
        let events: [(Double, ProgressEvent)] = [
            (0, .started(1, "a")), (0, .finished(1, .cached)), (0, .started(2, "b")), (0, .finished(2, .cancelled)),
            (0, .started(3, "c")), (0, .finished(3, .failed("exit status 2:\nmake"))),
        ]
        #expect(
            text(events) == """
                #1 a
                #1 CACHED

                #2 b
                #2 CANCELED

                #3 c
                #3 ERROR: exit status 2: make

                """)
    }

    @Test("a step keeps the floor while another one speaks, and loses it when that one ends")
    func turns() {
        let events: [(Double, ProgressEvent)] = [
            (0, .started(1, "one")), (0, .started(2, "two")), (0.5, .log(1, "a\n")), (0.6, .log(2, "x\n")),
            (0.7, .log(1, "b\n")), (0.8, .finished(2)), (0.9, .log(1, "c\n")), (1.0, .finished(1)),
        ]
        #expect(
            text(events) == """
                #1 one
                #1 0.500 a
                #1 0.700 b
                #1 ...

                #2 two
                #2 0.600 x
                #2 DONE 0.8s

                #1 one
                #1 0.900 c
                #1 DONE 1.0s

                """)
    }

    @Test("a step that falls silent, or has spoken for five seconds, gives the floor away")
    func longTurns() {
        var renderer = PlainProgress()
        func take(_ seconds: Double, _ event: ProgressEvent) -> String {
            renderer.take(TimedProgressEvent(seconds: seconds, event: event))
        }
        #expect(take(0, .started(1, "one")) == "#1 one\n")
        #expect(take(0.1, .started(2, "two")) == "")
        #expect(renderer.refresh(at: 0.9) == "")
        #expect(renderer.refresh(at: 1.0) == "#1 ...\n\n#2 two\n")
        #expect(renderer.refresh(at: 1.1) == "")
        #expect(take(1.5, .log(1, "waits\n")) == "")
        for second in stride(from: 1.6, to: 6.0, by: 0.5) {
            #expect(take(second, .log(2, "x\n")).hasPrefix("#2 "))
        }
        #expect(take(6.0, .log(1, "speaks\n")) == "#2 ...\n\n#1 one\n#1 1.500 waits\n#1 6.000 speaks\n")
    }

    @Test("what a step said before the end came is written, its unfinished line too")
    func interrupted() {
        let events: [(Double, ProgressEvent)] = [
            (0, .started(1, "one")), (0, .started(2, "two")), (0.1, .log(1, "half")), (0.1, .log(2, "x\ny")),
        ]
        #expect(
            text(events, end: 0.2) == """
                #1 one
                #1 0.200 half
                #1 ...

                #2 two
                #2 0.100 x
                #2 0.200 y

                """)
    }

    @Test("a transfer has a line for each twentieth, but at most one a second, each five seconds, and its end")
    func transfers() {
        func lines(seconds: Double) -> [Substring] {
            var events: [(Double, ProgressEvent)] = [(0, .started(1, "pull"))]
            for percent in 1...100 {
                events.append(
                    (Double(percent) / 100 * seconds, .moved(1, Int64(percent) * 630_000, of: 63_000_000)))
            }
            return text(events).split(separator: "\n")
        }
        let slowly = lines(seconds: 40)
        #expect(slowly.count == 21)
        #expect(slowly[1] == "#1 3.15MB / 63MB 1.58MB/s")
        #expect(slowly[20] == "#1 63MB / 63MB 1.58MB/s")
        #expect(lines(seconds: 0.9) == ["#1 pull", "#1 63MB / 63MB 70MB/s"])
        let slow: [(Double, ProgressEvent)] = [
            (0, .started(1, "pull")), (4, .moved(1, 10, of: nil)), (5, .moved(1, 1000, of: nil)),
            (6, .moved(1, 1010, of: nil)),
            (11, .moved(1, 2200, of: nil)),
        ]
        #expect(text(slow) == "#1 pull\n#1 1kB 200B/s\n#1 2.2kB 200B/s\n")
    }

    @Test("a status is a line, a warning a paragraph")
    func statusAndWarning() {
        let warning = Diagnostic(.warning, code: "stage-name-casing", "stage name 'Build' should be lower case")
        let events: [(Double, ProgressEvent)] = [
            (0, .started(1, "[stage-0 1/1] FROM ubuntu")), (0.1, .status(1, "composed from Debian 12")),
            (0.2, .warning(warning)),
            (0.3, .finished(1)),
        ]
        #expect(
            text(events) == """
                #1 [stage-0 1/1] FROM ubuntu
                #1 composed from Debian 12
                #1 ...

                warning: stage name 'Build' should be lower case [stage-name-casing]

                #1 [stage-0 1/1] FROM ubuntu
                #1 DONE 0.3s

                """)
    }

    @Test("nothing that a process writes reaches the terminal as a control character")
    func hostileOutput() {
        let output =
            "\u{1B}[31mred\u{1B}[0m \u{1B}]0;title\u{7} \u{202E}x\tend\u{1B}[2J\n\u{1B}[?25l10%\r20%\r\n\u{1B}[1;2\n"
        let events: [(Double, ProgressEvent)] = [
            (0, .started(1, "a\u{1B}[2J\nb")), (0, .log(1, output)), (0, .finished(1)),
        ]
        #expect(
            text(events) == """
                #1 a\\u{1B}[2J b
                #1 0.000 red \\u{1B}]0;title\\u{7} \\u{202E}x\tend
                #1 0.000 20%
                #1 0.000 \\u{1B}[1;2
                #1 DONE 0.0s

                """)
    }

    @Test("an event of a step that never began is passed over")
    func unknownStep() {
        #expect(text([(0, .log(9, "x\n")), (0, .status(9, "x")), (0, .moved(9, 1, of: 1)), (0, .finished(9))]) == "")
    }
}
