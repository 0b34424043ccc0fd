import CMinizip

/// Bytes in memory as Minizip's file to read.
struct ZipMemory {
    let bytes: UnsafeRawBufferPointer
    private var position = 0

    init(bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    /// The calls that Minizip makes to read a file. The one that closes it gives back `memory`.
    static func functions(_ memory: UnsafeMutablePointer<ZipMemory>) -> zlib_filefunc64_def {
        zlib_filefunc64_def(
            zopen64_file: { opaque, _, _ in opaque },
            zread_file: { _, stream, buffer, size in
                ZipMemory.of(stream)?.pointee.read(into: buffer, size) ?? 0
            },
            zwrite_file: { _, _, _, _ in 0 },
            ztell64_file: { _, stream in ZPOS64_T(ZipMemory.of(stream)?.pointee.position ?? 0) },
            zseek64_file: { _, stream, offset, origin in
                ZipMemory.of(stream)?.pointee.seek(offset, from: origin) == true ? 0 : -1
            },
            zclose_file: { _, stream in
                ZipMemory.of(stream)?.deallocate()
                return 0
            },
            zerror_file: { _, _ in 0 },
            opaque: memory)
    }

    private static func of(_ stream: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<ZipMemory>? {
        stream?.assumingMemoryBound(to: ZipMemory.self)
    }

    private mutating func read(into buffer: UnsafeMutableRawPointer?, _ size: uLong) -> uLong {
        let count = min(Int(clamping: size), bytes.count - position)
        guard count > 0, let buffer, let base = bytes.baseAddress else { return 0 }
        buffer.copyMemory(from: base + position, byteCount: count)
        position += count
        return uLong(count)
    }

    /// - Returns: whether the place is in the file.
    private mutating func seek(_ offset: ZPOS64_T, from origin: Int32) -> Bool {
        let start =
            switch origin {
            case ZLIB_FILEFUNC_SEEK_SET: 0
            case ZLIB_FILEFUNC_SEEK_CUR: position
            case ZLIB_FILEFUNC_SEEK_END: bytes.count
            default: bytes.count
            }
        guard let distance = Int(exactly: offset), distance <= bytes.count - start else { return false }
        position = start + distance
        return true
    }
}
