/// Tells programs that need no shared libraries.
package enum StaticProgram {
    /// How many of a file's first bytes are looked at.
    package static let startLength = 4096

    /// Whether a file is a program without an interpreter: an ELF file that has no program header of type `PT_INTERP`
    /// (System V ABI, "Program Header").
    ///
    /// - Parameter start: its first bytes.
    package static func isStart(_ start: UnsafeRawBufferPointer) -> Bool {
        guard let header = ELFHeader(start), header.type == 2 || header.type == 3 else { return false }
        let offset = header.number(at: header.is64Bit ? 0x20 : 0x1C, bytes: header.is64Bit ? 8 : 4, in: start)
        let size = header.number(at: header.is64Bit ? 0x36 : 0x2A, bytes: 2, in: start)
        let count = header.number(at: header.is64Bit ? 0x38 : 0x2C, bytes: 2, in: start)
        guard let offset = offset.flatMap({ Int(exactly: $0) }), let size = size.map(Int.init),
            let count = count.map(Int.init), count > 0, size >= 32, offset <= start.count
        else { return false }
        for index in 0..<count {
            guard let type = header.number(at: offset + index * size, bytes: 4, in: start) else { return false }
            if type == 3 { return false }
        }
        return true
    }
}
