import CMinizip

/// Reads a zip archive from memory, its directory as it comes (PKWARE's APPNOTE).
final class ZipArchive {
    struct Entry {
        /// The raw bytes of the name as text; empty for names of 1024 bytes and more.
        let name: String
        /// As the directory says; the data may be shorter.
        let size: UInt64
        let isEncrypted: Bool
    }

    private let handle: unzFile
    private var isAtStart = true

    /// - Parameter bytes: must stay as they are while the archive is in use.
    /// - Returns: nil for bytes that do not end as a zip archive does.
    init?(_ bytes: UnsafeRawBufferPointer) {
        let memory = UnsafeMutablePointer<ZipMemory>.allocate(capacity: 1)
        memory.initialize(to: ZipMemory(bytes: bytes))
        // The library gives the memory back through `close`, also where it finds no archive.
        var functions = ZipMemory.functions(memory)
        guard let handle = unzOpen2_64("", &functions) else { return nil }
        self.handle = handle
    }

    deinit { unzClose(handle) }

    /// The next entry of the directory, nil at its end or where it is damaged.
    func next() -> Entry? {
        guard (isAtStart ? unzGoToFirstFile(handle) : unzGoToNextFile(handle)) == UNZ_OK else { return nil }
        isAtStart = false
        var information = unz_file_info64()
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1024) { buffer in
            guard
                unzGetCurrentFileInfo64(
                    handle, &information, buffer.baseAddress, uLong(buffer.count), nil, 0, nil, 0) == UNZ_OK
            else { return nil }
            let length = Int(information.size_filename)
            let name = UnsafeRawBufferPointer(buffer).prefix(length < buffer.count ? length : 0)
            return Entry(
                name: String(decoding: name, as: UTF8.self), size: information.uncompressed_size,
                isEncrypted: information.flag & 1 != 0)
        }
    }

    /// The content of the entry that `next` gave last.
    ///
    /// - Returns: nil where it has more than `limit` bytes, is encrypted or damaged.
    func content(of entry: Entry, limit: Int) -> [UInt8]? {
        guard !entry.isEncrypted, entry.size <= UInt64(limit), unzOpenCurrentFile(handle) == UNZ_OK else { return nil }
        var isComplete = true
        let content = [UInt8](unsafeUninitializedCapacity: Int(entry.size)) { buffer, count in
            while count < buffer.count {
                let wanted = UInt32(clamping: min(buffer.count - count, 1 << 20))
                let read = unzReadCurrentFile(handle, buffer.baseAddress.map { $0 + count }, wanted)
                guard read > 0, Int(read) <= buffer.count - count else { break }
                count += Int(read)
            }
            isComplete = count == buffer.count
        }
        // Closing compares the check sum.
        return unzCloseCurrentFile(handle) == UNZ_OK && isComplete ? content : nil
    }
}
