import Diagnostics

/// One header block, copied out of the archive.
struct TarHeaderDecoder {
    private let block: [UInt8]

    /// A block that goes on where a header had no more room: it has no checksum.
    init(continuation block: UnsafeRawBufferPointer) {
        self.block = Array(block)
    }

    /// Nil if the checksum is wrong.
    init?(_ block: UnsafeRawBufferPointer) {
        self.block = Array(block)
        let sums = TarHeader.checksums(of: block)
        guard let sum = number(TarHeader.Field.checksum), sum == sums.unsigned || sum == sums.signed else { return nil }
    }

    var type: UInt8 { block[TarHeader.Field.type] }

    /// The size field, which says how many bytes follow.
    var size: Int64 {
        get throws(BuildError) { try TarHeaderDecoder.checkedSize(number(TarHeader.Field.size), of: path) }
    }

    /// The entry that this header and the attributes before it describe.
    ///
    /// - Throws: `corrupt` for a type that is not known, and for numbers that are none or out of range.
    ///
    /// - Parameter allowsSparse: whether a file may be stored without its holes.
    func entry(_ attributes: PaxAttributes, allowsSparse: Bool) throws(BuildError) -> TarEntry {
        var path = attributes.sparse.name ?? attributes.path ?? attributes.gnuPath ?? self.path
        let kind = try kind(of: path, isSparse: !allowsSparse && (isSparse || attributes.sparse.isPresent))
        while path.last == UInt8(ascii: "/") { path.removeLast() }
        let size = attributes.size ?? number(TarHeader.Field.size)
        return TarEntry(
            path: path, kind: kind,
            mode: UInt16(try require(number(TarHeader.Field.mode), "mode", of: path) & 0o7777),
            owner: FileOwner(
                user: try ownerID(attributes.userID, TarHeader.Field.userID, of: path),
                group: try ownerID(attributes.groupID, TarHeader.Field.groupID, of: path)),
            size: kind == .file ? try TarHeaderDecoder.checkedSize(size, of: path) : 0,
            modified: try require(attributes.modified ?? number(TarHeader.Field.modified), "time", of: path),
            linkTarget: attributes.linkPath ?? attributes.gnuLinkPath ?? text(TarHeader.Field.linkName),
            device: try device(kind, of: path), extendedAttributes: attributes.extendedAttributes)
    }

    /// The name field, after the prefix where there is one.
    private var path: [UInt8] {
        let name = text(TarHeader.Field.name)
        guard block[TarHeader.Field.magic].elementsEqual(TarHeader.magic) else { return name }
        let prefix = text(TarHeader.Field.prefix)
        return prefix.isEmpty ? name : prefix + [UInt8(ascii: "/")] + name
    }

    private func kind(of path: [UInt8], isSparse: Bool) throws(BuildError) -> TarEntry.Kind {
        if isSparse { throw refuse(path, "it is a sparse file of GNU tar, which is not supported here") }
        switch type {
        case 0, UInt8(ascii: "0"), UInt8(ascii: "7"), UInt8(ascii: "S"):
            return path.last == UInt8(ascii: "/") ? .directory : .file
        case UInt8(ascii: "1"): return .hardLink
        case UInt8(ascii: "2"): return .symbolicLink
        case UInt8(ascii: "3"): return .characterDevice
        case UInt8(ascii: "4"): return .blockDevice
        case UInt8(ascii: "5"): return .directory
        case UInt8(ascii: "6"): return .fifo
        default: throw refuse(path, "entries of type '\(Character(Unicode.Scalar(type)))' are not supported")
        }
    }

    private func device(_ kind: TarEntry.Kind, of path: [UInt8]) throws(BuildError) -> DeviceNumber {
        guard kind == .characterDevice || kind == .blockDevice else { return DeviceNumber(major: 0, minor: 0) }
        let major = try require(number(TarHeader.Field.deviceMajor), "device number", of: path)
        let minor = try require(number(TarHeader.Field.deviceMinor), "device number", of: path)
        // What the kernel can number: 12 and 20 bits.
        guard 0..<1 << 12 ~= major, 0..<1 << 20 ~= minor else {
            throw refuse(path, "its device number is out of range")
        }
        return DeviceNumber(major: UInt32(major), minor: UInt32(minor))
    }

    private func ownerID(_ pax: Int64?, _ field: Range<Int>, of path: [UInt8]) throws(BuildError) -> UInt32 {
        let value = try require(pax ?? number(field), "owner", of: path)
        // The greatest number means "leave as it is" to chown(2).
        guard let id = UInt32(exactly: value), id != .max else { throw refuse(path, "its owner is out of range") }
        return id
    }

    private func require(_ value: Int64?, _ what: String, of path: [UInt8]) throws(BuildError) -> Int64 {
        guard let value else { throw refuse(path, "its \(what) is not a number") }
        return value
    }

    private static func checkedSize(_ value: Int64?, of path: [UInt8]) throws(BuildError) -> Int64 {
        guard let value, value >= 0 else {
            throw refusal(path, "its size is not a number that a file can have")
        }
        return value
    }

    private func refuse(_ path: [UInt8], _ why: String) -> BuildError { TarHeaderDecoder.refusal(path, why) }

    private static func refusal(_ path: [UInt8], _ why: String) -> BuildError {
        BuildError(.corrupt, "tar entry '\(String(decoding: path, as: UTF8.self))' can't be read: \(why)")
    }

    /// Whether it is a file with holes in GNU tar's own form.
    var isSparse: Bool { type == UInt8(ascii: "S") }

    /// The size of such a file, holes included; nil for none.
    var sparseSize: Int64? { number(483..<495) }

    func byte(at offset: Int) -> UInt8 { block[offset] }

    /// The parts of such a file that a table names, which ends early where a number is missing; nil for what is none.
    func sparseParts(at offset: Int, count: Int) -> [SparseMap.Part]? {
        var parts = [SparseMap.Part]()
        for start in stride(from: offset, to: offset + 24 * count, by: 24) {
            if block[start + 12] == 0 { return parts }
            guard let offset = number(start..<start + 12), let length = number(start + 12..<start + 24) else {
                return nil
            }
            parts.append(SparseMap.Part(offset: offset, length: length))
        }
        return parts
    }

    /// A field up to its first NUL.
    private func text(_ field: Range<Int>) -> [UInt8] {
        Array(block[field].prefix { $0 != 0 })
    }

    /// Octal digits, or GNU's binary numbers, marked by the first bit (GNU tar manual, "Extensions"); nil for neither.
    private func number(_ field: Range<Int>) -> Int64? {
        let bytes = block[field]
        if block[field.lowerBound] & 0x80 != 0 { return TarHeaderDecoder.binary(bytes) }
        let isBlank: (UInt8) -> Bool = { $0 == 0 || $0 == UInt8(ascii: " ") }
        let digits = bytes.drop(while: isBlank).prefix { !isBlank($0) }
        var value: Int64 = 0
        for digit in digits {
            guard UInt8(ascii: "0")...UInt8(ascii: "7") ~= digit else { return nil }
            value = value << 3 | Int64(digit - UInt8(ascii: "0"))
        }
        return value
    }

    /// Two's complement of all bits but the first, highest byte first; nil if it does not fit into 64 bits.
    private static func binary(_ bytes: ArraySlice<UInt8>) -> Int64? {
        guard let first = bytes.first else { return nil }
        let isNegative = first & 0x40 != 0
        var value = Int64(isNegative ? Int8(bitPattern: first) : Int8(bitPattern: first & 0x7F))
        for byte in bytes.dropFirst() {
            let (product, overflow) = value.multipliedReportingOverflow(by: 256)
            if overflow { return nil }
            value = product | Int64(byte)
        }
        return value
    }
}
