/// `/etc/ld.so.cache`: where the dynamic linker finds libraries by name, as ldconfig(8) writes it (glibc,
/// `sysdeps/generic/dl-cache.h`, the format "1.1" without the old one before it).
struct LibraryCache {
    /// One library that programs can ask for.
    struct Entry: Hashable {
        /// `libz.so.1`
        let name: String
        /// `/lib/x86_64-linux-gnu`
        let directory: String
        /// ELF's `e_machine`.
        let machine: UInt16
    }

    static let path = "/etc/ld.so.cache"

    private static let magic = Array("glibc-ld.so.cache1.1".utf8)
    private static let headerSize = 48
    private static let entrySize = 24

    /// The bytes of the cache.
    static func encoded(_ entries: [Entry]) -> [UInt8] {
        let entries = entries.sorted { isBefore($0.name, $1.name) }
        var strings = [UInt8]()
        var table = [UInt8]()
        let start = headerSize + entries.count * entrySize
        for entry in entries {
            let value = UInt32(start + strings.count)
            table.append(littleEndian: flags(of: entry.machine))
            table.append(littleEndian: value + UInt32(entry.directory.utf8.count) + 1)
            table.append(littleEndian: value)
            table += [UInt8](repeating: 0, count: 12)
            strings += Array("\(entry.directory)/\(entry.name)".utf8) + [0]
        }
        var bytes = magic
        bytes.append(littleEndian: UInt32(entries.count))
        bytes.append(littleEndian: UInt32(strings.count))
        // The second bit says: little endian.
        bytes.append(littleEndian: UInt32(2))
        bytes += [UInt8](repeating: 0, count: headerSize - bytes.count)
        return bytes + table + strings
    }

    /// `FLAG_ELF_LIBC6` and the architecture's flag.
    private static func flags(of machine: UInt16) -> UInt32 {
        switch machine {
        case 62: 0x0303
        case 183: 0x0A03
        default: 0x0003
        }
    }

    /// The linker searches the table by halves; it has the greatest name first (`_dl_cache_libcmp`: runs of digits are
    /// compared as numbers, and are greater than anything else).
    private static func isBefore(_ left: String, _ right: String) -> Bool {
        compare(Array(left.utf8) + [0], Array(right.utf8) + [0]) > 0
    }

    private static func compare(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var (i, j) = (0, 0)
        while left[i] != 0 {
            switch (isDigit(left[i]), isDigit(right[j])) {
            case (true, true):
                let difference = number(left, &i) - number(right, &j)
                if difference != 0 { return difference }
            case (true, false): return 1
            case (false, true): return -1
            case (false, false):
                if left[i] != right[j] { return Int(left[i]) - Int(right[j]) }
                i += 1
                j += 1
            }
        }
        return Int(left[i]) - Int(right[j])
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func number(_ text: [UInt8], _ index: inout Int) -> Int {
        var value: Int32 = 0
        while isDigit(text[index]) {
            value = value &* 10 &+ Int32(text[index] - UInt8(ascii: "0"))
            index += 1
        }
        return Int(value)
    }
}

extension [UInt8] {
    fileprivate mutating func append(littleEndian number: UInt32) {
        Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
    }
}
