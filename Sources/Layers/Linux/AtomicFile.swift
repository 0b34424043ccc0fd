package import Diagnostics
import Glibc
package import SystemPackage

/// Files that are replaced as a whole.
package enum AtomicFile {
    /// Writes a file under another name, makes it durable, and gives it its name.
    ///
    /// - Throws: `store`, `diskFull`; the file that had the name is still there then.
    package static func write(_ bytes: [UInt8], to path: FilePath) throws(BuildError) {
        let temporary = FilePath("\(path.string).\(getpid())-\(UInt64.random(in: 0 ... .max))")
        do throws(Errno) {
            do throws(Errno) {
                try writeDurably(bytes, to: temporary)
                try SystemCall.attempt { rename(temporary.string, path.string) }
            } catch {
                unlink(temporary.string)
                throw error
            }
        } catch {
            throw BuildError(error, .store, "'\(path)' can't be written")
        }
    }

    private static func writeDurably(_ bytes: [UInt8], to path: FilePath) throws(Errno) {
        let descriptor = try SystemCall.attempt { open(path.string, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600) }
        let file = OpenFile(taking: FileDescriptor(rawValue: descriptor))
        try bytes.withUnsafeBufferPointer { buffer throws(Errno) in
            try file.write(UnsafeRawBufferPointer(buffer))
        }
        try SystemCall.attempt { fsync(file.raw) }
    }
}

extension OpenFile {
    /// Writes all of the bytes at the current position.
    func write(_ bytes: UnsafeRawBufferPointer) throws(Errno) {
        var rest = bytes
        while !rest.isEmpty {
            let count = try SystemCall.attempt { Glibc.write(raw, rest.baseAddress, rest.count) }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }
}
