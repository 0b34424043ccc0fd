import Diagnostics
import Glibc
import Transport

/// Bytes that tell where they are from: a table of random look, again and again. Its length is a prime, so that pieces
/// in the wrong order are noticed.
enum Patterned {
    private static let table = (0..<65_521).map { UInt8(ascii: "a") + UInt8(($0 ^ $0 >> 5 ^ $0 >> 11) % 26) }

    static func bytes(_ range: Range<Int>) -> [UInt8] { range.map { table[$0 % table.count] } }

    /// Fills a buffer with the bytes from `offset` on.
    static func fill(_ buffer: UnsafeMutableRawBufferPointer, from offset: Int) {
        var position = 0
        while position < buffer.count {
            let start = (offset + position) % table.count
            let count = min(table.count - start, buffer.count - position)
            table.withUnsafeBytes { table in
                UnsafeMutableRawBufferPointer(rebasing: buffer[position..<position + count])
                    .copyMemory(from: UnsafeRawBufferPointer(rebasing: table[start..<start + count]))
            }
            position += count
        }
    }

    /// Whether a buffer has the bytes from `offset` on.
    static func matches(_ buffer: UnsafeRawBufferPointer, from offset: Int) -> Bool {
        var expected = [UInt8](repeating: 0, count: buffer.count)
        expected.withUnsafeMutableBytes { fill($0, from: offset) }
        return buffer.baseAddress.map { memcmp(expected, $0, buffer.count) == 0 } ?? true
    }

    /// A body of these bytes, handed over in uneven pieces.
    ///
    /// - Parameter made: notes each reader that is made.
    static func body(length: Int, made: Notes<Int> = Notes()) -> HTTPRequest.Body {
        .stream(length: Int64(length)) { () throws(BuildError) in
            made.add(length)
            var position = 0
            return { buffer throws(BuildError) in
                let count = min(buffer.count, length - position, 77_777)
                fill(UnsafeMutableRawBufferPointer(rebasing: buffer[..<count]), from: position)
                position += count
                return count
            }
        }
    }
}
