import Diagnostics
import Testing

struct SourceFileTests {
    private func lines(_ file: SourceFile) -> [String] { (1...file.lineCount).map { file.text(file.lineRange($0)) } }

    @Test(
        "lines have neither their line ends nor a byte order mark",
        arguments: [
            ("", [""]), ("a", ["a"]), ("a\n", ["a"]), ("a\r\nb\r\n", ["a", "b"]), ("a\n\nb", ["a", "", "b"]),
            ("\n", [""]),
            ("\u{FEFF}FROM a\n", ["FROM a"]), ("a\rb\n", ["a\rb"]), ("\r\n", [""]), ("\r", [""]),
        ] as [(String, [String])])
    func lineEnds(text: String, expected: [String]) {
        #expect(lines(SourceFile(name: "f", bytes: Array(text.utf8))) == expected)
    }

    @Test("each byte belongs to the line it is on, a line feed to the line it ends")
    func lineOfByte() {
        let file = SourceFile(name: "f", text: "ab\n\ncd\n")
        #expect((0...7).map(file.line) == [1, 1, 1, 2, 3, 3, 3, 4])
    }

    @Test("columns count characters, and places read as editors want them")
    func columns() {
        let file = SourceFile(name: "dir/Dockerfile", text: "x\nü拉取 RUN\n  y\n")
        let range = SourceRange(file, 11..<18)
        #expect(range.column == 5 && range.line == 2 && range.lastLine == 3)
        #expect(range.description == "dir/Dockerfile:2:5")
    }

    @Test("text that is not UTF-8 is replaced, not refused, and a range beyond the end is cut")
    func invalidText() {
        let file = SourceFile(name: "f", bytes: [0x61, 0xFF, 0x62])
        #expect(file.text(0..<3) == "a\u{FFFD}b" && file.text(2..<9) == "b" && file.text(5..<9) == "")
    }

    @Test("ranges are equal only within one file")
    func equality() {
        let file = SourceFile(name: "f", text: "abc")
        #expect(SourceRange(file, 0..<1) == SourceRange(file, 0..<1))
        #expect(SourceRange(file, 0..<1) != SourceRange(SourceFile(name: "f", text: "abc"), 0..<1))
    }
}
