import Commands
import Diagnostics
import Testing

@Suite struct PruneValueTests {
    @Test(
        "sizes are numbers with docker's units, all powers of 1024",
        arguments: [
            ("512", 512), ("0", 0), ("10b", 10), ("1k", 1024), ("1.5KB", 1536), ("64MiB", 64 << 20),
            ("10 GB", 10 << 30), ("2t", 2 << 40),
        ] as [(String, Int64)])
    func sizes(text: String, bytes: Int64) throws {
        #expect(try PruneSize.parse(text, of: "--size") == bytes)
    }

    @Test(
        "what is no size is refused",
        arguments: ["", "GB", "-1", "1x", "1bb", "1kib2", "1..2", "99999999999p", "nan", "0x10", "1e3", "١"])
    func noSizes(text: String) {
        #expect(throws: BuildError.self) { try PruneSize.parse(text, of: "--size") }
    }

    @Test(
        "times are durations before now, seconds, or dates",
        arguments: [
            ("24h", 1_000_000 - 86_400), ("1h30m", 1_000_000 - 5400), ("1.5h", 1_000_000 - 5400),
            ("2d", 1_000_000 - 172_800), ("90s", 1_000_000 - 90), ("100ms", 1_000_000), ("1700000000", 1_700_000_000),
            ("24", 24),
            ("2024-05-01", 1_714_521_600), ("2024-05-01T12:00:00", 1_714_564_800),
            ("2024-05-01T12:00:00+02:00", 1_714_557_600),
        ] as [(String, Int64)])
    func times(text: String, seconds: Int64) throws {
        #expect(try PruneTime.parse(text, of: "--filter until", now: 1_000_000) == seconds)
    }

    @Test(
        "what is no time is refused", arguments: ["", "h", "24x", "-5h", "-5", "yesterday", "9e99h", "99999999999999h"])
    func noTimes(text: String) {
        #expect(throws: BuildError.self) { try PruneTime.parse(text, of: "--filter until", now: 0) }
    }
}
