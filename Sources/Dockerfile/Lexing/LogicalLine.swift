import Diagnostics

/// One instruction as one line: physical lines joined at their continuations, comments between them removed.
struct LogicalLine {
    var text: MappedText
    /// The comment lines above the instruction, without `#` and the blanks around.
    let comments: [Word]
    /// Whether a blank line is among those of the instruction.
    var hasBlankLine = false
    /// The last line that belongs to the instruction, those of its heredocs left out.
    var lastLine = 0
}

/// Reads a file one logical line, or one heredoc body, at a time.
struct LogicalLineReader {
    /// The longest physical line, in bytes, without its line end.
    static let longestLine = 65535

    let file: SourceFile
    private let escape: Escape
    private(set) var diagnostics: [Diagnostic] = []
    private var nextLine: Int

    init(file: SourceFile, escape: Escape, from line: Int) {
        self.file = file
        self.escape = escape
        nextLine = line
    }

    /// The end of the last line read, without its line end.
    var position: Int { nextLine > 1 ? trimmingLineEnd(nextLine - 1).upperBound : 0 }

    /// The next instruction; nil at the end of the file.
    mutating func next() -> LogicalLine? {
        var comments: [Word] = []
        while nextLine <= file.lineCount {
            let line = trimmingBlanks(trimmingLineEnd(nextLine))
            if isComment(line) {
                collect(line, into: &comments)
                nextLine += 1
            } else if line.isEmpty {
                comments.removeAll()
                nextLine += 1
            } else {
                let logical = join(from: line, comments: comments)
                if !logical.text.trimmed(logical.text.all).isEmpty { return logical }
            }
        }
        return nil
    }

    /// The lines up to the one that holds only `terminator`, as written; nil if there is no such line.
    mutating func heredocBody(until terminator: [UInt8], ignoringTabs: Bool) -> Range<Int>? {
        guard nextLine <= file.lineCount else { return nil }
        let start = file.lineStarts[nextLine - 1]
        while nextLine <= file.lineCount {
            let line = trimmingLineEnd(nextLine)
            var content = file.bytes[line]
            if ignoringTabs { content = content.drop { $0 == UInt8(ascii: "\t") } }
            checkLength(line)
            nextLine += 1
            if content.elementsEqual(terminator) { return start..<line.lowerBound }
        }
        return nil
    }

    private mutating func join(from first: Range<Int>, comments: [Word]) -> LogicalLine {
        var logical = LogicalLine(text: MappedText(file: file, start: first.lowerBound), comments: comments)
        var line = first
        while true {
            nextLine += 1
            checkLength(line)
            let continued = continuation(of: line)
            logical.text.append(continued ?? line)
            guard continued != nil, let next = skipToContinuation(&logical) else {
                logical.lastLine = nextLine - 1
                return logical
            }
            line = next
        }
    }

    /// Passes over comments and blank lines inside an instruction.
    private mutating func skipToContinuation(_ logical: inout LogicalLine) -> Range<Int>? {
        while nextLine <= file.lineCount {
            let line = trimmingLineEnd(nextLine)
            let content = trimmingBlanks(line)
            if content.isEmpty {
                logical.hasBlankLine = true
            } else if !isComment(content) {
                return line
            }
            nextLine += 1
        }
        return nil
    }

    /// What comes before the escape character that continues a line; nil for a line that ends the instruction.
    ///
    /// The escape may have blanks after it, and must have no other escape before it.
    private func continuation(of line: Range<Int>) -> Range<Int>? {
        let last = line.last { file.bytes[$0] != UInt8(ascii: " ") && file.bytes[$0] != UInt8(ascii: "\t") }
        guard let last, file.bytes[last] == escape.rawValue else { return nil }
        guard last == line.lowerBound || file.bytes[last - 1] != escape.rawValue else { return nil }
        return line.lowerBound..<last
    }

    private func isComment(_ line: Range<Int>) -> Bool {
        !line.isEmpty && file.bytes[line.lowerBound] == UInt8(ascii: "#")
    }

    private func collect(_ line: Range<Int>, into comments: inout [Word]) {
        let content = trimmingBlanks(line.dropFirst())
        guard !content.isEmpty else { return comments.removeAll() }
        comments.append(Word(text: file.text(content), range: SourceRange(file, content)))
    }

    private mutating func checkLength(_ line: Range<Int>) {
        guard line.count > Self.longestLine else { return }
        diagnostics.append(
            Diagnostic(
                code: "line-too-long", "line of \(line.count) bytes: at most \(Self.longestLine) are allowed",
                at: SourceRange(file, line.lowerBound..<line.lowerBound + 1)))
    }

    private func trimmingLineEnd(_ number: Int) -> Range<Int> {
        let line = file.lineRange(number)
        let end = line.last { file.bytes[$0] != UInt8(ascii: "\r") }.map { $0 + 1 } ?? line.lowerBound
        return line.lowerBound..<end
    }

    private func trimmingBlanks(_ line: Range<Int>) -> Range<Int> {
        let first = line.first { !file.bytes[$0].isBlank }
        return (first ?? line.upperBound)..<line.upperBound
    }
}
