/// A text that a person wrote and that errors point into: a Dockerfile, an ignore file, a configuration file.
///
/// Offsets are UTF-8 bytes from the start of the text.
package final class SourceFile: Sendable {
    /// The name shown in errors, as the user gave it: `Dockerfile`, `docker/app.Dockerfile`, `-`.
    package let name: String
    /// The file's bytes, a leading byte order mark already dropped.
    package let bytes: [UInt8]
    /// The offset at which each line starts; line 1 is at index 0.
    package let lineStarts: [Int]

    package init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        var starts = [0]
        for (offset, byte) in self.bytes.enumerated() where byte == UInt8(ascii: "\n") { starts.append(offset + 1) }
        lineStarts = starts
    }

    package convenience init(name: String, text: String) {
        self.init(name: name, bytes: Array(text.utf8))
    }

    /// The number of lines, counting a last line without a line feed, not the empty one after a final line feed.
    package var lineCount: Int {
        lineStarts.last == bytes.count && lineStarts.count > 1 ? lineStarts.count - 1 : lineStarts.count
    }

    /// The line (from 1) that holds the byte at `offset`.
    package func line(at offset: Int) -> Int {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return low + 1
    }

    /// The bytes of one line (from 1), without its line end (`\n` or `\r\n`).
    package func lineRange(_ line: Int) -> Range<Int> {
        let start = lineStarts[line - 1]
        var end = line < lineStarts.count ? lineStarts[line] - 1 : bytes.count
        if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        return start..<end
    }

    /// The text of a range of bytes; invalid UTF-8 becomes U+FFFD.
    package func text(_ range: Range<Int>) -> String {
        String(decoding: bytes[range.clamped(to: 0..<bytes.count)], as: UTF8.self)
    }
}

/// A stretch of a source file, as a half-open range of UTF-8 byte offsets.
package struct SourceRange: Sendable, Hashable, CustomStringConvertible {
    package let file: SourceFile
    package let bytes: Range<Int>

    package init(_ file: SourceFile, _ bytes: Range<Int>) {
        self.file = file
        self.bytes = bytes
    }

    /// The first line, from 1.
    package var line: Int { file.line(at: bytes.lowerBound) }

    /// The line of the last byte, from 1.
    package var lastLine: Int { file.line(at: max(bytes.lowerBound, bytes.upperBound - 1)) }

    /// The column of the first byte, from 1, counted in characters.
    package var column: Int {
        file.text(file.lineStarts[line - 1]..<bytes.lowerBound).count + 1
    }

    /// `FILE:LINE:COLUMN`, as editors and CI systems read it.
    package var description: String { "\(file.name):\(line):\(column)" }

    package static func == (left: SourceRange, right: SourceRange) -> Bool {
        left.file === right.file && left.bytes == right.bytes
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(ObjectIdentifier(file))
        hasher.combine(bytes)
    }
}
