/// Cuts one process's output, which comes in pieces of any size, into lines that are safe to show.
///
/// A carriage return starts the line again, so that of a progress bar only the last state stays. Terminal control
/// sequences are dropped, other control characters written out, invalid UTF-8 becomes U+FFFD.
package struct LogLines: Sendable {
    /// Bytes of one line that are kept; the rest is counted and left out.
    package static let limit = 16 << 10

    private var line = [UInt8]()
    private var leftOut = 0
    private var hasReturned = false

    package init() {}

    /// Takes the next bytes and gives the lines that they end.
    package mutating func append(_ bytes: some Sequence<UInt8>) -> [String] {
        var lines = [String]()
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\n"):
                lines.append(text)
                clear()
            case UInt8(ascii: "\r"):
                hasReturned = true
            default:
                if hasReturned { clear() }
                if line.count < LogLines.limit { line.append(byte) } else { leftOut += 1 }
            }
        }
        return lines
    }

    /// What came since the last line feed; nil if nothing did.
    package var unfinished: String? { line.isEmpty ? nil : text }

    /// Ends the unfinished line.
    package mutating func flush() -> String? {
        defer { clear() }
        return unfinished
    }

    private mutating func clear() {
        line.removeAll(keepingCapacity: true)
        leftOut = 0
        hasReturned = false
    }

    private var text: String {
        var bytes = line
        if leftOut > 0 { bytes.dropPartialCharacter() }
        let note = leftOut > 0 ? "… (\(leftOut + line.count - bytes.count) more bytes)" : ""
        return String(decoding: bytes.withoutControlSequences, as: UTF8.self).escapingControls + note
    }
}

extension [UInt8] {
    /// Without what ECMA-48 calls control sequences (section 5.4): CSI, parameters, intermediates, one final byte.
    fileprivate var withoutControlSequences: [UInt8] {
        guard contains(0x1B) else { return self }
        var result = [UInt8]()
        var rest = self[...]
        while let start = rest.firstIndex(of: 0x1B) {
            result += rest[..<start]
            rest = rest[start...]
            guard rest.count > 1, rest[start + 1] == UInt8(ascii: "[") else {
                result.append(rest.removeFirst())
                continue
            }
            let tail = rest.dropFirst(2).drop { (0x20...0x3F).contains($0) }
            guard let final = tail.first, (0x40...0x7E).contains(final) else {
                result.append(rest.removeFirst())
                continue
            }
            rest = tail.dropFirst()
        }
        return result + rest
    }

    /// Drops the last character if it may be cut in two.
    fileprivate mutating func dropPartialCharacter() {
        while let last, last & 0xC0 == 0x80 { removeLast() }
        if let last, last >= 0xC0 { removeLast() }
    }
}
