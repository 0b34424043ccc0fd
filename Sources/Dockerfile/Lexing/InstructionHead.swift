/// How every instruction begins: a keyword, then flags, then arguments.
struct InstructionHead {
    /// The keyword as written.
    let keyword: Range<Int>
    let flags: [Flag]
    /// The rest, without blanks at its ends.
    let arguments: Range<Int>

    /// Splits a part of an instruction's text. Words that begin with `--` are flags up to the first other word; a bare
    /// `--` ends them and is dropped.
    init(_ text: MappedText, in part: Range<Int>) {
        let line = text.trimmed(part)
        let (keyword, rest) = text.firstWordAndRest(line)
        var flags: [Flag] = []
        var position = rest.lowerBound
        while text.bytes[position..<rest.upperBound].starts(with: "--".utf8) {
            let flag = Flag(text, at: &position, end: rest.upperBound)
            position = (position..<rest.upperBound).first { !text.bytes[$0].isBlank } ?? rest.upperBound
            if flag.isEndOfFlags { break }
            flags.append(flag)
        }
        self.keyword = keyword
        self.flags = flags
        arguments = position..<rest.upperBound
    }
}

/// One word `--name` or `--name=value`, its quotes removed.
struct Flag {
    let text: MappedText
    let name: Range<Int>
    /// Nil where there is no `=`.
    let value: Range<Int>?

    var isEndOfFlags: Bool { text.bytes.count == 2 }

    /// Reads the flag at `position` and moves past it. Both kinds of quotes may be anywhere in it, and a backslash
    /// escapes any character, whatever the `escape` directive says.
    init(_ line: MappedText, at position: inout Int, end: Int) {
        var text = line.empty(at: position)
        var quote: UInt8?
        while position < end {
            let byte = line.bytes[position]
            if byte == quote {
                quote = nil
            } else if quote == nil, byte.isQuote {
                quote = byte
            } else if quote == nil, byte.isBlank {
                break
            } else if byte == UInt8(ascii: "\\") {
                position += 1
                if position < end { text.append(position, of: line) }
            } else {
                text.append(position, of: line)
            }
            position += 1
        }
        position = min(position, end)
        let equals = text.bytes.firstIndex(of: UInt8(ascii: "="))
        name = 2..<max(2, equals ?? text.bytes.count)
        value = equals.map { $0 + 1..<text.bytes.count }
        self.text = text
    }
}
