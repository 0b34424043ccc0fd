import CLinux
import Diagnostics
import Glibc
import ImageModel

/// A file that is read where it lies (mmap(2)): of a large index only the pages that are looked at are in memory.
final class MappedFile: Sendable {
    private let address: UnsafeSendablePointer
    let count: Int

    /// - Throws: `store` if it can't be opened or is empty.
    init(_ path: String) throws(BuildError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw MappedFile.failure(path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_size > 0,
            let address = mmap(nil, Int(status.st_size), PROT_READ, MAP_PRIVATE, descriptor, 0), address != MAP_FAILED
        else { throw MappedFile.failure(path) }
        self.address = UnsafeSendablePointer(pointer: address)
        count = Int(status.st_size)
    }

    deinit { munmap(UnsafeMutableRawPointer(mutating: address.pointer), count) }

    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: address.pointer, count: count) }

    var digest: Digest {
        var hasher = DigestHasher()
        hasher.update(bytes)
        return hasher.finalize()
    }

    /// The text of a part; invalid UTF-8 becomes U+FFFD.
    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    /// Where a text first begins that lies in a part.
    func firstIndex(of text: StaticString, in range: Range<Int>) -> Int? {
        let found = linux_memmem(
            address.pointer + range.lowerBound, range.count, text.utf8Start, text.utf8CodeUnitCount)
        return found.map { address.pointer.distance(to: $0) }
    }

    /// Whether a text stands at an offset.
    func has(_ text: StaticString, at offset: Int) -> Bool {
        offset + text.utf8CodeUnitCount <= count
            && memcmp(address.pointer + offset, text.utf8Start, text.utf8CodeUnitCount) == 0
    }

    private static func failure(_ path: String) -> BuildError {
        BuildError(.store, "'\(path)' can't be read: \(String(cString: strerror(errno)))")
    }
}

/// Memory that nobody writes to.
private struct UnsafeSendablePointer: @unchecked Sendable {
    let pointer: UnsafeRawPointer

    init(pointer: UnsafeMutableRawPointer) { self.pointer = UnsafeRawPointer(pointer) }
}
