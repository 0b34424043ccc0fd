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
    /// Runs `body` with the writing end of a pipe and gives what was written to it.
    private func withPipe(_ body: (Int32) async throws -> Void) async throws -> String {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        defer { close(ends[0]) }
        do {
            defer { close(ends[1]) }
            try await body(ends[1])
        }
        var text = [UInt8]()
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(ends[0], &buffer, buffer.count)
            guard count > 0 else { return String(decoding: text, as: UTF8.self) }
            text += buffer[..<count]
        }
    }

    @Test("frames are drawn between events, and nothing after the end")
    func frames() async throws {
        let text = try await withPipe { descriptor in
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

    @Test("events from many threads are written whole and counted once")
    func threads() async throws {
        let text = try await withPipe { descriptor in
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
