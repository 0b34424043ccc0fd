import Diagnostics

/// Which parts of a file with holes an archive holds (GNU tar manual, "Storing Sparse Files"). What lies between them is
/// zeros.
struct SparseMap: Hashable, Sendable {
    /// One part: where it belongs, in bytes from the beginning of the file.
    struct Part: Hashable, Sendable {
        let offset: Int64
        let length: Int64
    }

    /// In order, none over another, all within the file.
    let parts: [Part]
    /// The size of the file, holes included.
    let size: Int64

    /// The most parts that a file may have.
    static let maximumParts = 1 << 20

    /// - Parameter stored: how many bytes of content the archive holds.
    /// - Returns: nil for parts that are out of order or outside the file, or that are more or less than what is stored.
    init?(_ parts: [Part], size: Int64, stored: Int64) {
        guard parts.count <= Self.maximumParts, size >= 0 else { return nil }
        var (end, sum) = (Int64(0), Int64(0))
        for part in parts {
            let (next, overflow) = part.offset.addingReportingOverflow(part.length)
            guard part.length >= 0, part.offset >= end, !overflow, next <= size else { return nil }
            (end, sum) = (next, sum + part.length)
        }
        guard sum == stored else { return nil }
        self.parts = parts
        self.size = size
    }

    /// Pairs of offset and length.
    ///
    /// - Returns: nil for an odd count of numbers.
    static func parts(_ numbers: [Int64]) -> [Part]? {
        guard numbers.count.isMultiple(of: 2) else { return nil }
        return stride(from: 0, to: numbers.count, by: 2).map { Part(offset: numbers[$0], length: numbers[$0 + 1]) }
    }
}
