import Commands
import Diagnostics
import Testing

struct LogLinesTests {
    private func lines(_ bytes: [UInt8]) -> [String] {
        var log = LogLines()
        return log.append(bytes) + (log.flush().map { [$0] } ?? [])
    }

    @Test("lines are the same however the output is cut into pieces")
    func pieces() {
        let bytes = Array("über\r\n10%\r20%\r30%\n\u{1B}[1mbold\u{1B}[m\n\nlast".utf8)
        let whole = lines(bytes)
        #expect(whole == ["über", "30%", "bold", "", "last"])
        for size in 1...bytes.count {
            var log = LogLines()
            var result = [String]()
            for start in stride(from: 0, to: bytes.count, by: size) {
                result += log.append(bytes[start..<min(start + size, bytes.count)])
            }
            result += log.flush().map { [$0] } ?? []
            #expect(result == whole)
        }
    }

    @Test("an endless line is cut at a character, and says how much is missing")
    func longLine() {
        let line = lines(Array(repeating: "ü", count: 10_000).flatMap { Array($0.utf8) } + [UInt8(ascii: "x")])[0]
        #expect(line.hasPrefix("üü") && line.hasSuffix("ü… (3619 more bytes)"))
        #expect(!line.contains("\u{FFFD}"))
    }

    @Test("bytes that are not UTF-8 become replacement characters")
    func invalidText() {
        #expect(lines([0x61, 0xFF, 0x62, 0x0A]) == ["a\u{FFFD}b"])
    }

    @Test("a carriage return alone does not lose the line before it")
    func pendingReturn() {
        var log = LogLines()
        #expect(log.append(Array("50%\r".utf8)) == [])
        #expect(log.unfinished == "50%")
        #expect(log.append(Array("60%\n".utf8)) == ["60%"])
        #expect(log.unfinished == nil)
    }

    @Test("a step's log keeps its last lines, the unfinished one included")
    func stepLog() {
        var log = StepLog(limit: 3)
        let step = ProgressStep(1)
        for number in 1...5 { log.append(Array("\(number)\n".utf8), to: step) }
        #expect(log.lines(of: step) == ["3", "4", "5"])
        log.append(Array("6".utf8), to: step)
        #expect(log.lines(of: step) == ["4", "5", "6"])
        #expect(log.lines(of: ProgressStep(2)) == [])
        log.remove(step)
        #expect(log.lines(of: step) == [])
    }
}
