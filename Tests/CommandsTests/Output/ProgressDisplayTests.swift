import Commands
import Diagnostics
import Glibc
import Testing

/// Writes a line for each event, frame and end.
private struct RecordingProgress: ProgressRenderer {
    mutating func take(_ event: TimedProgressEvent) -> String { "event\n" }
    mutating func refresh(at seconds: Double) -> String { "frame\n" }
    mutating func finish(at seconds: Double) -> String { "end\n" }
}

struct ProgressDisplayTests {
    /// Runs `body` with a file and gives what was written to it. Not a pipe: the programs that other tests start at the same
    /// moment may keep the writing end of one open.
    private func written(_ body: (Int32) async throws -> Void) async throws -> String {
        var template = Array("/tmp/pith-progress.XXXXXX".utf8CString)
        let file = mkstemp(&template)
        try #require(file >= 0)
        unlink(template)
        defer { close(file) }
        try await body(file)
        var text = [UInt8](repeating: 0, count: 1 << 20)
        let count = pread(file, &text, text.count, 0)
        return String(decoding: text[..<count], as: UTF8.self)
    }

    @Test("frames are drawn between events, and nothing after the end")
    func frames() async throws {
        let text = try await written { descriptor in
            let display = ProgressDisplay(renderer: RecordingProgress(), descriptor: descriptor)
            display.emit(.started(1, "a"))
            try await Task.sleep(for: .milliseconds(1000))
            display.finish()
            display.finish()
            display.emit(.finished(1))
            try await Task.sleep(for: .milliseconds(300))
        }
        #expect(text.hasPrefix("event\nframe\n") && text.hasSuffix("frame\nend\n"))
        #expect(text.split(separator: "\n").count { $0 == "event" } == 1)
    }

    @Test("nothing is drawn while the display is suspended, and what came up meanwhile comes after")
    func suspension() async throws {
        let text = try await written { descriptor in
            let display = ProgressDisplay(renderer: PlainProgress(), descriptor: descriptor)
            display.emit(.started(1, "a"))
            display.suspend()
            let before = lseek(descriptor, 0, SEEK_CUR)
            display.emit(.log(1, "said\n"))
            try await Task.sleep(for: .milliseconds(300))
            #expect(lseek(descriptor, 0, SEEK_CUR) == before)
            display.resume()
            display.emit(.finished(1))
            display.finish()
        }
        #expect(text.contains(" said\n#1 DONE"))
    }

    @Test("the end of a suspended display writes what waited")
    func endOfSuspension() async throws {
        let text = try await written { descriptor in
            let display = ProgressDisplay(renderer: RecordingProgress(), descriptor: descriptor)
            display.suspend()
            display.emit(.started(1, "a"))
            display.finish()
        }
        #expect(text == "event\nend\n")
    }

    @Test("events from many threads are written whole and counted once")
    func threads() async throws {
        let text = try await written { descriptor in
            let display = ProgressDisplay(renderer: PlainProgress(), descriptor: descriptor)
            display.emit(.started(1, "a"))
            await withTaskGroup(of: Void.self) { group in
                for task in 0..<8 {
                    group.addTask { for line in 0..<50 { display.emit(.log(1, "\(task) \(line)\n")) } }
                }
            }
            display.emit(.finished(1, .failed("b")))
            display.finish()
        }
        #expect(text.split(separator: "\n").count == 402)
    }

    @Test("a reader that has gone does not stop the build")
    func closedPipe() throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        signal(SIGPIPE, SIG_IGN)
        close(ends[0])
        let display = ProgressDisplay(renderer: RecordingProgress(), descriptor: ends[1])
        display.emit(.started(1, "a"))
        display.finish()
        close(ends[1])
    }
}
