/// An ELF file made of sections, in one of the four ways of writing its numbers.
struct TestProgram {
    var is64Bit = true
    var isLittleEndian = true
    /// `ET_DYN`.
    var type = 3
    var sections: [(name: String, content: [UInt8])] = []

    var bytes: [UInt8] {
        var body = [UInt8](repeating: 0, count: is64Bit ? 64 : 52)
        var names: [UInt8] = [0]
        var table = number(0, is64Bit ? 64 : 40)
        for (name, content) in sections + [(".shstrtab", [])] {
            while body.count % 16 != 0 { body.append(0) }
            let nameOffset = names.count
            names += Array(name.utf8) + [0]
            let content = name == ".shstrtab" ? names : content
            table += number(nameOffset, 4) + number(1, 4) + word(0) + word(0) + word(body.count) + word(content.count)
            table += number(0, 4) + number(0, 4) + word(1) + word(0)
            body += content
        }
        var header: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, is64Bit ? 2 : 1, isLittleEndian ? 1 : 2, 1]
        header += number(0, 9) + number(type, 2) + number(62, 2) + number(1, 4) + word(0) + word(0) + word(body.count)
        header += number(0, 4) + number(is64Bit ? 64 : 52, 2) + number(0, 4) + number(is64Bit ? 64 : 40, 2)
        header += number(sections.count + 2, 2) + number(sections.count + 1, 2)
        body.replaceSubrange(..<header.count, with: header)
        return body + table
    }

    private func word(_ value: Int) -> [UInt8] { number(value, is64Bit ? 8 : 4) }

    private func number(_ value: Int, _ width: Int) -> [UInt8] {
        let bytes = (0..<width).map { $0 < 8 ? UInt8(truncatingIfNeeded: value >> ($0 * 8)) : 0 }
        return isLittleEndian ? bytes : bytes.reversed()
    }

    /// What Go's linker writes for a version and a module list (Go's package `debug/buildinfo`).
    static func goBuildInfo(_ version: String, _ modules: String) -> [UInt8] {
        func text(_ bytes: [UInt8]) -> [UInt8] {
            var length = bytes.count
            var prefix = [UInt8]()
            while length >= 0x80 {
                prefix.append(UInt8(length & 0x7F) | 0x80)
                length >>= 7
            }
            return prefix + [UInt8(length)] + bytes
        }
        let magic: [UInt8] = [0xFF] + Array(" Go buildinf:".utf8) + [8, 2]
        let sentinel = [UInt8](repeating: 0x77, count: 16)
        return magic + [UInt8](repeating: 0, count: 32 - magic.count) + text(Array(version.utf8))
            + text(sentinel + Array(modules.utf8) + sentinel)
    }
}
