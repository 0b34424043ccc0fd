import CNIOBoringSSL
package import Diagnostics

/// A SHA-256 content digest (OCI image specification, descriptor, "Digests"). Text form: `sha256:` and 64 hex digits.
package struct Digest: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The 32 bytes of the hash.
    package let bytes: [UInt8]

    /// A digest of 32 bytes that are known to be one, as the store's database keeps it.
    package init(bytes: [UInt8]) {
        precondition(bytes.count == 32, "a SHA-256 digest has 32 bytes")
        self.bytes = bytes
    }

    /// Reads `sha256:<64 lower-case hex digits>`.
    ///
    /// - Throws: `corrupt` for anything else, another algorithm included.
    package init(parsing text: String) throws(BuildError) {
        guard text.hasPrefix("sha256:"), let bytes = Digest.bytes(hex: text.dropFirst(7)) else {
            throw BuildError(.corrupt, "'\(text)' is not a digest: expected 'sha256:' and 64 hex digits")
        }
        self.bytes = bytes
    }

    /// Reads the 64 hex digits alone, as blob file names have them; nil for anything else.
    package init?(hex: some StringProtocol) {
        guard let bytes = Digest.bytes(hex: hex) else { return nil }
        self.bytes = bytes
    }

    /// The digest of bytes that are all in memory.
    package init(of data: some Collection<UInt8>) {
        var hasher = DigestHasher()
        if data.withContiguousStorageIfAvailable({ hasher.update(UnsafeRawBufferPointer($0)) }) == nil {
            Array(data).withUnsafeBytes { hasher.update($0) }
        }
        self = hasher.finalize()
    }

    /// The 64 hex digits without the algorithm.
    package var hex: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// The first 12 hex digits, as docker shows image IDs.
    package var short: String { String(hex.prefix(12)) }

    package var description: String { "sha256:\(hex)" }

    package static func < (left: Digest, right: Digest) -> Bool { left.bytes.lexicographicallyPrecedes(right.bytes) }

    private static func bytes(hex: some StringProtocol) -> [UInt8]? {
        let digits = Array(hex.utf8)
        guard digits.count == 64 else { return nil }
        var bytes = [UInt8]()
        bytes.reserveCapacity(32)
        for index in stride(from: 0, to: 64, by: 2) {
            guard let high = value(digits[index]), let low = value(digits[index + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}

/// Hashes bytes as they pass by.
package struct DigestHasher {
    private var context = SHA256_CTX()

    package init() {
        SHA256_Init(&context)
    }

    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        SHA256_Update(&context, bytes.baseAddress, bytes.count)
    }

    /// Feeds a text and a zero byte after it, so that neighbouring fields can't run together.
    package mutating func update(field: String) {
        var field = field
        field.withUTF8 { update(UnsafeRawBufferPointer($0)) }
        withUnsafeBytes(of: UInt8(0)) { update($0) }
    }

    /// Feeds a number as eight little-endian bytes.
    package mutating func update(number: some BinaryInteger) {
        withUnsafeBytes(of: UInt64(truncatingIfNeeded: number).littleEndian) { update($0) }
    }

    /// Feeds the 32 bytes of another digest.
    package mutating func update(digest: Digest) {
        digest.bytes.withUnsafeBytes { update($0) }
    }

    /// The digest of the bytes so far; more may follow.
    package func finalize() -> Digest {
        var last = context
        return Digest(
            bytes: [UInt8](unsafeUninitializedCapacity: 32) {
                SHA256_Final($0.baseAddress, &last); $1 = 32
            })
    }
}

extension Digest: Codable {
    package init(from decoder: any Decoder) throws {
        try self.init(parsing: decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
