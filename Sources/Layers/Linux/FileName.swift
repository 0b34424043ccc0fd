/// One component of a path, in the bytes that the kernel knows it by, which need not be UTF-8.
package struct FileName: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The bytes with a zero at the end, so that system calls take them as they are.
    private let terminated: [UInt8]

    /// - Parameter bytes: without a zero and without a slash.
    package init(_ bytes: some Sequence<UInt8>) {
        terminated = Array(bytes) + [0]
    }

    /// The bytes without the zero.
    package var bytes: ArraySlice<UInt8> { terminated.dropLast() }

    /// The name for people and patterns; invalid UTF-8 becomes U+FFFD.
    package var description: String { String(decoding: bytes, as: UTF8.self) }

    /// Calls `body` with the name as a C string.
    func withCString<Value, Failure: Error>(
        _ body: (UnsafePointer<CChar>) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        try terminated.withUnsafeBufferPointer { buffer throws(Failure) in
            // An array that holds at least the final zero has a base address.
            try buffer.withMemoryRebound(to: CChar.self) { characters throws(Failure) in
                try body(characters.baseAddress.unsafelyUnwrapped)
            }
        }
    }

    package static func < (left: FileName, right: FileName) -> Bool {
        left.terminated.lexicographicallyPrecedes(right.terminated)
    }
}
