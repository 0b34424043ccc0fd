/// What a shared library says of itself (System V ABI, "Object Files" and "Dynamic Linking"; 64 bits, little endian).
struct SharedLibrary: Hashable, Sendable {
    /// `e_machine`: 62 for x86-64, 183 for AArch64.
    let machine: UInt16
    /// The name that programs ask for: `libz.so.1`; nil for a library that has none.
    let soname: String?

    /// The most bytes of a dynamic section or a name that are read.
    private static let maximumSection: UInt64 = 1 << 20

    /// Reads the headers of a file; nil for what is no shared library.
    ///
    /// - Parameter read: gives bytes of the file, fewer at its end: offset and count.
    init?<Failure: Error>(_ read: (UInt64, UInt64) throws(Failure) -> [UInt8]) throws(Failure) {
        let header = ELFBytes(try read(0, 64))
        guard header.bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46, 2, 1]), header.half(at: 16) == 3,
            let machine = header.half(at: 18), let table = header.wide(at: 32), let size = header.half(at: 54),
            size >= 56, let count = header.half(at: 56)
        else { return nil }
        self.machine = machine
        let segments = ELFBytes(try read(table, UInt64(size) * UInt64(count)))
        var loads = [(address: UInt64, size: UInt64, offset: UInt64)]()
        var dynamic: (offset: UInt64, size: UInt64)?
        for index in 0..<Int(count) {
            let at = index * Int(size)
            guard let kind = segments.word(at: at), let offset = segments.wide(at: at + 8),
                let address = segments.wide(at: at + 16), let size = segments.wide(at: at + 32)
            else { return nil }
            if kind == 1 { loads.append((address, size, offset)) }
            if kind == 2 { dynamic = (offset, min(size, SharedLibrary.maximumSection)) }
        }
        guard let dynamic else { return nil }
        let entries = ELFBytes(try read(dynamic.offset, dynamic.size))
        guard let name = entries.dynamicValue(14), let strings = entries.dynamicValue(5),
            let load = loads.first(where: { strings >= $0.address && strings - $0.address < $0.size })
        else {
            soname = nil
            return
        }
        let (offset, overflow) = (strings - load.address + load.offset).addingReportingOverflow(name)
        let text = overflow ? [] : try read(offset, 256).prefix { $0 != 0 }
        soname = text.isEmpty ? nil : String(decoding: text, as: UTF8.self)
    }
}

/// Little-endian numbers at offsets; nil beyond the end.
private struct ELFBytes {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func half(at offset: Int) -> UInt16? { number(offset, 2).map { UInt16($0) } }
    func word(at offset: Int) -> UInt32? { number(offset, 4).map { UInt32($0) } }
    func wide(at offset: Int) -> UInt64? { number(offset, 8) }

    /// The value of the first entry of the dynamic section that has the tag.
    func dynamicValue(_ tag: UInt64) -> UInt64? {
        for offset in stride(from: 0, to: bytes.count - 15, by: 16) {
            guard let found = wide(at: offset), found != 0 else { return nil }
            if found == tag { return wide(at: offset + 8) }
        }
        return nil
    }

    private func number(_ offset: Int, _ count: Int) -> UInt64? {
        guard offset + count <= bytes.count else { return nil }
        return bytes[offset..<offset + count].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
