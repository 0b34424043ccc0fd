/// The layout of a header block (POSIX.1-2017, pax, "ustar Interchange Format").
enum TarHeader {
    /// Everything in an archive is a whole number of these bytes.
    static let blockSize = 512

    /// The most bytes that all extended headers and long names before an entry may have.
    static let maximumExtensionSize: Int64 = 1 << 20

    /// Where each field lies.
    enum Field {
        static let name = 0..<100
        static let mode = 100..<108
        static let userID = 108..<116
        static let groupID = 116..<124
        static let size = 124..<136
        static let modified = 136..<148
        static let checksum = 148..<156
        static let type = 156
        static let linkName = 157..<257
        /// Magic and version together.
        static let magic = 257..<265
        static let deviceMajor = 329..<337
        static let deviceMinor = 337..<345
        static let prefix = 345..<500
    }

    /// Magic and version of POSIX archives, the only ones with a prefix field.
    static let magic = Array("ustar\u{0}00".utf8)

    /// The zeros between content of `size` bytes and the next header.
    static func padding(after size: Int64) -> Int {
        (blockSize - Int(size % Int64(blockSize))) % blockSize
    }

    /// The sum of a header's bytes with the checksum field taken as spaces; old archives sum signed bytes.
    static func checksums(of block: UnsafeRawBufferPointer) -> (unsigned: Int64, signed: Int64) {
        var unsigned = 0
        var signed = 0
        for (index, byte) in block.enumerated() {
            let value = Field.checksum.contains(index) ? UInt8(ascii: " ") : byte
            unsigned += Int(value)
            signed += Int(Int8(bitPattern: value))
        }
        return (Int64(unsigned), Int64(signed))
    }
}
