import CNIOBoringSSL
package import Diagnostics

/// What a file that is fetched must have as its hash: `sha256:`, `sha384:` or `sha512:` and hex digits.
package struct Checksum: Hashable, Sendable, CustomStringConvertible {
    /// The algorithms that there are (OCI image specification, "Digests").
    package enum Algorithm: String, Hashable, Sendable, CaseIterable {
        case sha256, sha384, sha512

        fileprivate var digitCount: Int {
            switch self {
            case .sha256: 64
            case .sha384: 96
            case .sha512: 128
            }
        }
    }

    package let algorithm: Algorithm
    /// Lower case.
    package let hex: String

    /// - Throws: `invalidInput` for another algorithm or form.
    package init(parsing text: String) throws(BuildError) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let known = Algorithm.allCases.map(\.rawValue).joined(separator: ", ")
        guard parts.count == 2, let algorithm = Algorithm(rawValue: String(parts[0])) else {
            throw BuildError(.invalidInput, "'\(text)' is not a checksum: expected one of \(known), ':' and hex digits")
        }
        guard parts[1].utf8.count == algorithm.digitCount, parts[1].utf8.allSatisfy(Self.isDigit) else {
            throw BuildError(
                .invalidInput,
                "'\(text)' is not a checksum: \(algorithm.rawValue) has \(algorithm.digitCount) lower-case hex digits")
        }
        self.algorithm = algorithm
        hex = String(parts[1])
    }

    fileprivate init(_ algorithm: Algorithm, _ bytes: some Sequence<UInt8>) {
        self.algorithm = algorithm
        let digits = Array("0123456789abcdef".utf8)
        hex = String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    package var description: String { "\(algorithm.rawValue):\(hex)" }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
}

/// Computes a checksum of bytes as they pass by.
package struct ChecksumHasher {
    private enum State {
        case sha256(DigestHasher)
        case sha384(SHA512_CTX)
        case sha512(SHA512_CTX)
    }

    private var state: State

    package init(_ algorithm: Checksum.Algorithm) {
        state =
            switch algorithm {
            case .sha256: .sha256(DigestHasher())
            case .sha384: .sha384(Self.begun(SHA384_Init))
            case .sha512: .sha512(Self.begun(SHA512_Init))
            }
    }

    /// Takes the next bytes.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        switch state {
        case .sha256(var hasher):
            hasher.update(bytes)
            state = .sha256(hasher)
        case .sha384(var context):
            SHA384_Update(&context, bytes.baseAddress, bytes.count)
            state = .sha384(context)
        case .sha512(var context):
            SHA512_Update(&context, bytes.baseAddress, bytes.count)
            state = .sha512(context)
        }
    }

    /// The checksum of all bytes taken.
    package func finalize() -> Checksum {
        switch state {
        case .sha256(let hasher): Checksum(.sha256, hasher.finalize().bytes)
        case .sha384(var context): Checksum(.sha384, Self.bytes(48) { SHA384_Final($0, &context) })
        case .sha512(var context): Checksum(.sha512, Self.bytes(64) { SHA512_Final($0, &context) })
        }
    }

    private static func begun(_ start: (UnsafeMutablePointer<SHA512_CTX>) -> Int32) -> SHA512_CTX {
        var context = SHA512_CTX()
        _ = start(&context)
        return context
    }

    private static func bytes(_ count: Int, _ write: (UnsafeMutablePointer<UInt8>?) -> Int32) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, written in
            _ = write(buffer.baseAddress)
            written = count
        }
    }
}
