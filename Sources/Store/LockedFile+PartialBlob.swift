import Diagnostics
import Glibc
import ImageModel

extension LockedFile {
    /// Reads what there is of a blob, and stands at its end. A file that has all of the blob or more is emptied: its end
    /// was never verified.
    ///
    /// - Throws: `store`.
    func read(into partial: inout PartialBlob, limit: Int64) throws(BuildError) {
        var found = PartialBlob()
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 4096)
        defer { buffer.deallocate() }
        while found.size < limit {
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw BuildError.system(errno, "the beginning of a blob can't be read") }
            if count == 0 {
                partial = found
                return
            }
            found.append(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
        guard ftruncate(descriptor, 0) == 0, lseek(descriptor, 0, SEEK_SET) == 0 else {
            throw BuildError.system(errno, "the beginning of a blob can't be dropped")
        }
    }
}
