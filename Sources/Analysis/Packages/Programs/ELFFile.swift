import Glibc

/// The start of an ELF file (System V ABI, "ELF Header"): how its numbers are written, and what it is.
struct ELFHeader {
    let is64Bit: Bool
    let isLittleEndian: Bool
    /// `e_type`: 2 for a program, 3 for a shared library or a program that can be loaded anywhere.
    let type: UInt16

    init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= 20, bytes.prefix(4).elementsEqual([0x7F, 0x45, 0x4C, 0x46]), (1...2).contains(bytes[4]),
            (1...2).contains(bytes[5])
        else { return nil }
        is64Bit = bytes[4] == 2
        isLittleEndian = bytes[5] == 1
        type = isLittleEndian ? UInt16(bytes[16]) | UInt16(bytes[17]) << 8 : UInt16(bytes[17]) | UInt16(bytes[16]) << 8
    }

    /// A number of the file; nil beyond the end of what there is of it.
    func number(at offset: Int, bytes width: Int, in file: UnsafeRawBufferPointer) -> UInt64? {
        guard offset >= 0, offset <= file.count - width else { return nil }
        let digits = file[offset..<(offset + width)]
        func join(_ value: UInt64, _ byte: UInt8) -> UInt64 { value << 8 | UInt64(byte) }
        return isLittleEndian ? digits.reversed().reduce(0, join) : digits.reduce(0, join)
    }
}

/// Finds the sections of an ELF file, believing none of its offsets (System V ABI, "Sections").
struct ELFFile {
    private struct Section {
        let name: UInt64
        let type: UInt64
        let flags: UInt64
        let offset: UInt64
        let size: UInt64
        let link: UInt64
    }

    let bytes: UnsafeRawBufferPointer
    private let header: ELFHeader
    private var table: UInt64 = 0
    private var entrySize: UInt64 = 0
    /// At most `UInt16.max`: linkers make no more for programs.
    private(set) var sectionCount: UInt64 = 0
    private var names = UnsafeRawBufferPointer(start: nil, count: 0)

    init?(_ bytes: UnsafeRawBufferPointer) {
        guard let header = ELFHeader(bytes) else { return nil }
        self.bytes = bytes
        self.header = header
        guard let table = word(at: header.is64Bit ? 0x28 : 0x20),
            let entrySize = number(at: header.is64Bit ? 0x3A : 0x2E, bytes: 2),
            let count = number(at: header.is64Bit ? 0x3C : 0x30, bytes: 2),
            let nameIndex = number(at: header.is64Bit ? 0x3E : 0x32, bytes: 2), table > 0, entrySize >= minimumEntrySize
        else { return }
        self.table = table
        self.entrySize = entrySize
        // Counts and indices that do not fit are in the fields of section 0.
        sectionCount = count == 0 ? min(self.section(0)?.size ?? 0, UInt64(UInt16.max)) : count
        let namesIndex = nameIndex == UInt64(UInt16.max) ? section(0)?.link : nameIndex
        if let section = namesIndex.flatMap(section), let found = content(of: section) { names = found }
    }

    /// The content of the first section of that name, nil where the file has none, or not all of it.
    func section(named name: StaticString) -> UnsafeRawBufferPointer? {
        let wanted = UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount + 1)
        for index in 0..<sectionCount {
            guard let section = section(index) else { return nil }
            guard let start = Int(exactly: section.name), start < names.count else { continue }
            let found = names[start...].prefix(wanted.count)
            if found.elementsEqual(wanted) { return content(of: section) }
        }
        return nil
    }

    private var minimumEntrySize: UInt64 { header.is64Bit ? 64 : 40 }

    private func section(_ index: UInt64) -> Section? {
        let (distance, overflows) = index.multipliedReportingOverflow(by: entrySize)
        let (start, overflowsToo) = table.addingReportingOverflow(distance)
        guard !overflows, !overflowsToo, let base = Int(exactly: start), base < bytes.count else { return nil }
        let wide = header.is64Bit
        guard let name = number(at: base, bytes: 4), let type = number(at: base + 4, bytes: 4),
            let flags = word(at: base + 8), let offset = word(at: base + (wide ? 24 : 16)),
            let size = word(at: base + (wide ? 32 : 20)), let link = number(at: base + (wide ? 40 : 24), bytes: 4)
        else { return nil }
        return Section(name: name, type: type, flags: flags, offset: offset, size: size, link: link)
    }

    /// Sections without content in the file (`SHT_NOBITS`) and compressed ones (`SHF_COMPRESSED`) have none here.
    private func content(of section: Section) -> UnsafeRawBufferPointer? {
        guard section.type != 8, section.flags & 0x800 == 0, let offset = Int(exactly: section.offset),
            let size = Int(exactly: section.size), offset <= bytes.count, size <= bytes.count - offset
        else { return nil }
        return UnsafeRawBufferPointer(rebasing: bytes[offset..<(offset + size)])
    }

    /// An address or offset, of the file's own width.
    private func word(at offset: Int) -> UInt64? { number(at: offset, bytes: header.is64Bit ? 8 : 4) }

    private func number(at offset: Int, bytes width: Int) -> UInt64? {
        header.number(at: offset, bytes: width, in: bytes)
    }
}

extension UnsafeRawBufferPointer {
    /// Where `text` is at or after `start`, nil where it is not.
    func firstIndex(of text: StaticString, from start: Int = 0) -> Int? {
        guard start >= 0, text.utf8CodeUnitCount > 0, let base = baseAddress else { return nil }
        let first = Int32(text.utf8Start.pointee)
        var position = start
        while position <= count - text.utf8CodeUnitCount {
            guard let found = memchr(base + position, first, count - text.utf8CodeUnitCount - position + 1) else {
                return nil
            }
            if memcmp(found, text.utf8Start, text.utf8CodeUnitCount) == 0 { return UnsafeRawPointer(found) - base }
            position = UnsafeRawPointer(found) - base + 1
        }
        return nil
    }
}
