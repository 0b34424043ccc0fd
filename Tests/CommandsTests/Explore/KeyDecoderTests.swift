import Commands
import Testing

struct KeyDecoderTests {
    struct Sample: Sendable {
        let text: String
        let keys: [Key]

        init(_ text: String, _ keys: Key...) {
            self.text = text
            self.keys = keys
        }
    }

    static let samples = [
        Sample("a", .character("a")), Sample("é", .character("é")), Sample("拉", .character("拉")),
        Sample("😀", .character("😀")), Sample("\u{1}\u{5}\u{3}", .control("a"), .control("e"), .control("c")),
        Sample("\u{0}", .control(" ")), Sample("\r", .enter), Sample("\n", .enter), Sample("\t", .tab),
        Sample("\u{7F}\u{8}", .backspace, .backspace),
        // xterm and tmux
        Sample("\u{1B}[A\u{1B}[B\u{1B}[C\u{1B}[D", .up, .down, .right, .left),
        Sample("\u{1B}OA\u{1B}OB\u{1B}OH\u{1B}OF", .up, .down, .home, .end),
        Sample("\u{1B}[H\u{1B}[F\u{1B}[Z", .home, .end, .backTab),
        Sample("\u{1B}[5~\u{1B}[6~\u{1B}[3~", .pageUp, .pageDown, .delete),
        // the Linux console, rxvt
        Sample("\u{1B}[1~\u{1B}[4~\u{1B}[7~\u{1B}[8~", .home, .end, .home, .end), Sample("\u{1B}[[Aq", .character("q")),
        // with Shift or Ctrl
        Sample("\u{1B}[1;2A\u{1B}[5;5~", .up, .pageUp),
        // nothing that means something here, to its end
        Sample("\u{1B}[200~\u{1B}[201~\u{1B}[?1;2cq", .character("q")), Sample("\u{1B}[15~q", .character("q")),
        Sample("\u{1B}]11;rgb:0/0/0\u{1B}\\q", .character("q")), Sample("\u{1B}]0;title\u{7}q", .character("q")),
        Sample("\u{1B}P1$r\u{1B}\\q", .character("q")), Sample("\u{1B}xq", .character("q")),
        Sample("\u{1B}[" + String(repeating: "1;", count: 1000) + "Aq", .up, .character("q")),
        // an Esc before another sequence, and one before a control character
        Sample("\u{1B}\u{1B}[A", .escape, .up), Sample("\u{1B}\r", .escape, .enter),
    ]

    @Test("keys are what terminals send for them, however their bytes are cut", arguments: samples)
    func keys(_ sample: Sample) {
        var decoder = KeyDecoder()
        #expect(decoder.decode(sample.text.utf8) == sample.keys)
        #expect(!decoder.isUndecided)
        var bytewise = KeyDecoder()
        #expect(sample.text.utf8.flatMap { bytewise.decode([$0]) } == sample.keys)
    }

    @Test("a lone Esc is a key only once nothing follows it")
    func escape() {
        var decoder = KeyDecoder()
        #expect(decoder.decode([0x1B]) == [] && decoder.isUndecided)
        #expect(decoder.settle() == [.escape] && !decoder.isUndecided)
        #expect(decoder.decode("\u{1B}[".utf8) == [] && decoder.isUndecided)
        // Half a sequence is nothing.
        #expect(decoder.settle() == [] && decoder.decode([UInt8(ascii: "A")]) == [.character("A")])
    }

    @Test("bytes that are no UTF-8 are dropped, and what follows them is not")
    func invalid() {
        var decoder = KeyDecoder()
        #expect(decoder.decode([0xFF, 0x80, UInt8(ascii: "a")]) == [.character("a")])
        #expect(decoder.decode([0xE2, 0x82, UInt8(ascii: "b")]) == [.character("b")])
        // An overlong slash and a surrogate.
        #expect(decoder.decode([0xC0, 0xAF, 0xED, 0xA0, 0x80, UInt8(ascii: "c")]) == [.character("c")])
        #expect(decoder.decode([0xF4, 0x90, 0x80, 0x80]) == [])
        #expect(!decoder.isUndecided)
    }

    @Test("no bytes make the decoder wait for ever, or lose what comes after a pause")
    func anything() {
        var generator = SplitMix(state: 1)
        for _ in 0..<2000 {
            var decoder = KeyDecoder()
            let bytes = (0..<Int.random(in: 0...12, using: &generator)).map { _ in
                [0x1B, 0x5B, 0x4F, 0x5D, 0x7E, 0x31, 0xE2, UInt8.random(in: 0...255, using: &generator)]
                    .randomElement(using: &generator) ?? 0
            }
            _ = decoder.decode(bytes)
            _ = decoder.settle()
            #expect(decoder.decode([UInt8(ascii: "q")]) == [.character("q")], "\(bytes)")
        }
    }
}

/// The same numbers every time (Steele, Lea, Flood: "Fast Splittable Pseudorandom Number Generators").
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
