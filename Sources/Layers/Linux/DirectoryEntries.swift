import CLinux
import Glibc
import SystemPackage

extension OpenFile {
    /// The names in this directory without `.` and `..`, in the order of their bytes.
    func entries() throws(Errno) -> [FileName] {
        var names = [FileName]()
        try SystemCall.attempt { lseek(raw, 0, SEEK_SET) }
        // Large enough that most directories take one call.
        try withUnsafeTemporaryAllocation(byteCount: 32 << 10, alignment: 8) { buffer throws(Errno) in
            while true {
                let count = try SystemCall.attempt { linux_getdents64(raw, buffer.baseAddress, buffer.count) }
                if count == 0 { break }
                OpenFile.appendNames(UnsafeRawBufferPointer(buffer)[..<count], to: &names)
            }
        }
        names.sort()
        return names
    }

    /// Reads `struct linux_dirent64` records (getdents64(2)): the length of a record at 16, its name at 19.
    private static func appendNames(_ records: Slice<UnsafeRawBufferPointer>, to names: inout [FileName]) {
        var start = records.startIndex
        while start < records.endIndex {
            let length = Int(records.base.loadUnaligned(fromByteOffset: start + 16, as: UInt16.self))
            let name = records.base[start + 19..<start + length].prefix { $0 != 0 }
            if !name.elementsEqual(".".utf8), !name.elementsEqual("..".utf8) { names.append(FileName(name)) }
            start += length
        }
    }
}
