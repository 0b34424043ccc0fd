import Diagnostics
import Testing

struct GoQuotedTests {
    @Test("text is quoted as Go does it")
    func strings() {
        let text = "'\"\\ \u{7}\u{8}\u{C}\n\r\t\u{B}\0\u{7F}\u{A0}\u{200B}\u{E0001}é😀"
        #expect(text.goQuoted == #""'\"\\ \a\b\f\n\r\t\v\x00\x7f\u00a0\u200b\U000e0001é😀""#)
    }

    @Test(
        "a number is quoted as the character that it stands for",
        arguments: [
            (0x78, "'x'"), (0x27, #"'\''"#), (0x5C, #"'\\'"#), (0x0A, #"'\n'"#), (3, #"'\x03'"#),
            (0x200B, #"'\u200b'"#), (0xE9, "'é'"), (0x22, "'\"'"), (0x7F, #"'\x7f'"#), (-1, "'\u{FFFD}'"),
        ])
    func characters(number: Int, quoted: String) {
        #expect(number.goQuoted == quoted)
    }
}
