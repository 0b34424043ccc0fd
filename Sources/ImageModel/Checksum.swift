import Crypto
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
        case sha256(SHA256)
        case sha384(SHA384)
        case sha512(SHA512)
    }

    private var state: State

    package init(_ algorithm: Checksum.Algorithm) {
        state =
            switch algorithm {
            case .sha256: .sha256(SHA256())
            case .sha384: .sha384(SHA384())
            case .sha512: .sha512(SHA512())
            }
    }

    /// Takes the next bytes.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        switch state {
        case .sha256(var hash):
            hash.update(bufferPointer: bytes)
            state = .sha256(hash)
        case .sha384(var hash):
            hash.update(bufferPointer: bytes)
            state = .sha384(hash)
        case .sha512(var hash):
            hash.update(bufferPointer: bytes)
            state = .sha512(hash)
        }
    }

    /// The checksum of all bytes taken.
    package func finalize() -> Checksum {
        switch state {
        case .sha256(let hash): Checksum(.sha256, Array(hash.finalize()))
        case .sha384(let hash): Checksum(.sha384, Array(hash.finalize()))
        case .sha512(let hash): Checksum(.sha512, Array(hash.finalize()))
        }
    }
}
