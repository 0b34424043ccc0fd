/// Makes the header block of an entry, and the pax records for what does not fit into it.
struct TarHeaderEncoder {
    /// A block of 512 bytes.
    private(set) var block = [UInt8](repeating: 0, count: TarHeader.blockSize)
    /// Records of a pax extended header (POSIX.1-2017, pax, "Extended Header"), always in the same order; empty if
    /// everything fits.
    private(set) var paxRecords: [UInt8] = []

    init(_ entry: TarEntry, size: Int64) {
        putPath(entry.kind == .directory ? entry.path + [UInt8(ascii: "/")] : entry.path)
        putText(entry.linkTarget, "linkpath", in: TarHeader.Field.linkName)
        putNumber(Int64(entry.mode), nil, in: TarHeader.Field.mode)
        putNumber(Int64(entry.owner.user), "uid", in: TarHeader.Field.userID)
        putNumber(Int64(entry.owner.group), "gid", in: TarHeader.Field.groupID)
        putNumber(size, "size", in: TarHeader.Field.size)
        putNumber(entry.modified, "mtime", in: TarHeader.Field.modified)
        if entry.kind == .characterDevice || entry.kind == .blockDevice {
            putNumber(Int64(entry.device.major), nil, in: TarHeader.Field.deviceMajor)
            putNumber(Int64(entry.device.minor), nil, in: TarHeader.Field.deviceMinor)
        }
        for (name, value) in entry.extendedAttributes.sorted(by: { $0.key < $1.key }) {
            appendRecord("SCHILY.xattr.\(name)", value)
        }
        seal(as: entry.kind.typeFlag)
    }

    /// The header block of a pax extended header with `size` bytes of records.
    static func extendedHeader(for entry: TarEntry, size: Int64) -> [UInt8] {
        var name = Array("PaxHeaders/".utf8)
        name += entry.path.split(separator: UInt8(ascii: "/")).last ?? []
        var header = TarHeaderEncoder(
            TarEntry(path: Array(name.prefix(TarHeader.Field.name.count)), kind: .file, mode: 0o644), size: size)
        header.seal(as: UInt8(ascii: "x"))
        return header.block
    }

    /// A path of up to 255 bytes fits if it can be cut at a slash into a prefix and a name.
    private mutating func putPath(_ path: [UInt8]) {
        let limit = TarHeader.Field.name.count
        let isLong = path.count > limit
        if isLong, let cut = path.dropFirst(path.count - limit - 1).dropLast().firstIndex(of: UInt8(ascii: "/")),
            0 < cut, cut <= TarHeader.Field.prefix.count
        {
            put(path[..<cut], in: TarHeader.Field.prefix)
            put(path[(cut + 1)...], in: TarHeader.Field.name)
        } else {
            putText(path, "path", in: TarHeader.Field.name)
        }
    }

    /// A text that may fill its field; of a longer one the beginning.
    private mutating func putText(_ text: [UInt8], _ key: String, in field: Range<Int>) {
        if text.count > field.count { appendRecord(key, text) }
        put(text.prefix(field.count), in: field)
    }

    /// Octal digits and a NUL; 0 where they don't suffice.
    private mutating func putNumber(_ value: Int64, _ key: String?, in field: Range<Int>) {
        let digits = field.count - 1
        let fits = 0 <= value && value < 1 << (3 * digits)
        if !fits, let key { appendRecord(key, Array(String(value).utf8)) }
        put(octal(fits ? value : 0, digits: digits), in: field)
    }

    private mutating func seal(as typeFlag: UInt8) {
        block[TarHeader.Field.type] = typeFlag
        put(TarHeader.magic, in: TarHeader.Field.magic)
        let sum = block.withUnsafeBytes { TarHeader.checksums(of: $0).unsigned }
        put(octal(sum, digits: 6) + [0, UInt8(ascii: " ")], in: TarHeader.Field.checksum)
    }

    private mutating func put(_ bytes: some Collection<UInt8>, in field: Range<Int>) {
        block.replaceSubrange(field.lowerBound..<field.lowerBound + bytes.count, with: bytes)
    }

    private func octal(_ value: Int64, digits: Int) -> [UInt8] {
        (0..<digits).reversed().map { UInt8(ascii: "0") + UInt8(value >> (3 * $0) & 7) }
    }

    /// `<length> <key>=<value>` and a line feed, the length counting itself.
    private mutating func appendRecord(_ key: String, _ value: [UInt8]) {
        let body = Array(" \(key)=".utf8) + value + [UInt8(ascii: "\n")]
        var length = body.count
        while length != body.count + String(length).utf8.count { length = body.count + String(length).utf8.count }
        paxRecords += Array(String(length).utf8) + body
    }
}

extension TarEntry.Kind {
    fileprivate var typeFlag: UInt8 {
        switch self {
        case .file: UInt8(ascii: "0")
        case .hardLink: UInt8(ascii: "1")
        case .symbolicLink: UInt8(ascii: "2")
        case .characterDevice: UInt8(ascii: "3")
        case .blockDevice: UInt8(ascii: "4")
        case .directory: UInt8(ascii: "5")
        case .fifo: UInt8(ascii: "6")
        }
    }
}
