import Diagnostics

/// Where the map of a file with holes is found: GNU tar's own header, extended headers, or before the content (GNU tar
/// manual, "Storing Sparse Files").
extension TarReader {
    /// The map of the entry whose header has been read; what is of the map is read with it.
    ///
    /// - Returns: nil for a file that is stored as it is.
    /// - Throws: `corrupt` for a map that is none.
    func readSparseMap(_ header: TarHeaderDecoder, _ sparse: SparseAttributes) throws(BuildError) -> SparseMap? {
        if header.isSparse { return try map(try readOldParts(header), header.sparseSize) }
        guard sparse.isPresent else { return nil }
        guard sparse.hasMapInContent else { return try map(SparseMap.parts(sparse.numbers), sparse.size) }
        return try map(try readPartsInContent(), sparse.size)
    }

    private func map(_ parts: [SparseMap.Part]?, _ size: Int64?) throws(BuildError) -> SparseMap {
        guard let parts, let size, let map = SparseMap(parts, size: size, stored: unread) else { throw malformed }
        return map
    }

    /// Four parts in the header, 21 in each block that follows it.
    private func readOldParts(_ header: TarHeaderDecoder) throws(BuildError) -> [SparseMap.Part] {
        guard var parts = header.sparseParts(at: 386, count: 4) else { throw malformed }
        var continues = header.byte(at: 482) != 0
        while continues {
            let block = try readBlock()
            guard let more = block.sparseParts(at: 0, count: 21), parts.count + more.count <= SparseMap.maximumParts
            else { throw malformed }
            parts += more
            continues = block.byte(at: 504) != 0
        }
        return parts
    }

    /// Decimal numbers, a line each, the first saying how many parts follow; filled up to a whole block.
    private func readPartsInContent() throws(BuildError) -> [SparseMap.Part] {
        var (number, digits, numbers, length) = (Int64(0), 0, [Int64](), 0)
        while numbers.isEmpty || numbers.count < 1 + 2 * Int(numbers[0]) {
            guard unread > 0 else { throw malformed }
            let byte = try readContentByte()
            length += 1
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9") where digits < 18:
                number = number * 10 + Int64(byte - UInt8(ascii: "0"))
                digits += 1
            case UInt8(ascii: "\n") where digits > 0:
                if numbers.isEmpty, number > SparseMap.maximumParts { throw malformed }
                numbers.append(number)
                (number, digits) = (0, 0)
            default: throw malformed
            }
        }
        for _ in 0..<TarHeader.padding(after: Int64(length)) { _ = try readContentByte() }
        return SparseMap.parts(Array(numbers.dropFirst())) ?? []
    }

    private var malformed: BuildError { corrupt("the map of its holes is malformed") }
}

/// What extended headers say of a file with holes.
struct SparseAttributes: Hashable {
    /// The name of the file; that of the entry is another one then.
    private(set) var name: [UInt8]?
    /// The size of the file, holes included.
    private(set) var size: Int64?
    /// Offsets and lengths, in turn.
    private(set) var numbers: [Int64] = []
    /// Whether there is anything of the kind.
    private(set) var isPresent = false
    /// Whether the map stands before the content: version 1.0.
    private(set) var hasMapInContent = false

    /// False for a value that its key can't have.
    mutating func set(_ key: Substring, _ value: [UInt8]) -> Bool {
        isPresent = true
        switch key {
        case "name":
            name = value
            return !value.isEmpty && !value.contains(0)
        case "size", "realsize":
            size = Self.number(value[...])
            return size != nil
        case "major": hasMapInContent = value == [UInt8(ascii: "1")]
        case "offset", "numbytes":
            guard let number = Self.number(value[...]) else { return false }
            numbers.append(number)
        case "map":
            numbers = []
            for field in value.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
                guard let number = Self.number(field) else { return false }
                numbers.append(number)
            }
        default: break
        }
        return true
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
        guard !digits.isEmpty, digits.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) else { return nil }
        return Int64(String(decoding: digits, as: UTF8.self))
    }
}
