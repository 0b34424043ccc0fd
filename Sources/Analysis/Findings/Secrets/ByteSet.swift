/// A set of ASCII characters.
struct ByteSet: Sendable {
    private var low: UInt64 = 0
    private var high: UInt64 = 0

    init(_ characters: String) {
        for byte in characters.utf8 where byte < 128 {
            if byte < 64 { low |= 1 << UInt64(byte) } else { high |= 1 << UInt64(byte - 64) }
        }
    }

    /// Its members.
    var characters: [Character] { (0..<128).filter(contains).map { Character(UnicodeScalar($0)) } }

    func contains(_ byte: UInt8) -> Bool {
        byte < 64 ? low >> UInt64(byte) & 1 == 1 : byte < 128 && high >> UInt64(byte - 64) & 1 == 1
    }

    static let digits = ByteSet("0123456789")
    static let lowerHex = ByteSet("0123456789abcdef")
    static let lower = ByteSet("abcdefghijklmnopqrstuvwxyz")
    static let upper = ByteSet("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    /// Base 32 as RFC 4648 has it, upper case.
    static let base32 = ByteSet("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    static let letters = ByteSet("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
    static let alphanumeric = ByteSet("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
    static let word = ByteSet("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_")
    /// Base 64 for URLs, and what names are made of.
    static let wordOrDash = ByteSet("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")
    static let base64 = ByteSet("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    /// What may stand next to a token only where the token is part of something longer.
    static let encoded = ByteSet("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+/")
    static let spaces = ByteSet(" \t")
}
