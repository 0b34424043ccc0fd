/// The check sums that some kinds of tokens end in, which tell them from what only looks like one.
enum TokenChecksum {
    private static let base62 = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
    private static let bech32 = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8)

    /// Whether the last six characters are the CRC-32 of those before, in base 62 with leading zeros, as tokens of
    /// GitHub and npm have it.
    static func hasBase62CRC(_ token: ArraySlice<UInt8>) -> Bool {
        guard token.count > 6 else { return false }
        var rest = crc32(token.dropLast(6))
        var expected = [UInt8]()
        for _ in 0..<6 {
            expected.append(base62[Int(rest % 62)])
            rest /= 62
        }
        return token.suffix(6).elementsEqual(expected.reversed())
    }

    /// The CRC-32 of IEEE 802.3, as gzip has it.
    static func crc32(_ bytes: some Sequence<UInt8>) -> UInt32 {
        var remainder = UInt32.max
        for byte in bytes {
            remainder ^= UInt32(byte)
            for _ in 0..<8 { remainder = remainder >> 1 ^ (remainder & 1 == 1 ? 0xEDB8_8320 : 0) }
        }
        return ~remainder
    }

    /// Whether `data`, in either case, ends in its Bech32 check sum (BIP 173, "Checksum").
    static func hasBech32Checksum(_ data: ArraySlice<UInt8>, humanReadablePart: String) -> Bool {
        let part = Array(humanReadablePart.utf8)
        var values = part.map { UInt32($0 >> 5) } + [0] + part.map { UInt32($0 & 31) }
        for byte in data {
            guard let value = bech32.firstIndex(of: byte | 0x20) else { return false }
            values.append(UInt32(value))
        }
        return polynomialRemainder(values) == 1
    }

    private static func polynomialRemainder(_ values: [UInt32]) -> UInt32 {
        let generators: [UInt32] = [0x3B6A_57B2, 0x2650_8E6D, 0x1EA1_19FA, 0x3D42_33DD, 0x2A14_62B3]
        var remainder: UInt32 = 1
        for value in values {
            let top = remainder >> 25
            remainder = (remainder & 0x1FF_FFFF) << 5 ^ value
            for (bit, generator) in generators.enumerated() where top >> UInt32(bit) & 1 == 1 { remainder ^= generator }
        }
        return remainder
    }
}
