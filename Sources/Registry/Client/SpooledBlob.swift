import Diagnostics
import Glibc
import ImageModel
import SystemPackage

/// A blob from a source without files, in a file without a name: what is sent must be there to be sent again.
enum SpooledBlob {
    /// - Throws: what the source throws; `diskFull` or `store`.
    static func file(
        of blob: Descriptor, from source: any ManifestSource, in directory: String
    ) async throws(BuildError) -> BlobFile {
        let descriptor = try makeFile(in: directory)
        let file = BlobFile(descriptor, size: blob.size)
        try await source.read(blob) { bytes throws(BuildError) in
            do {
                try descriptor.writeAll(bytes)
            } catch {
                throw failure("a blob can't be kept in '\(directory)'", (error as? Errno) ?? .ioError)
            }
        }
        return file
    }

    private static func makeFile(in directory: String) throws(BuildError) -> FileDescriptor {
        let path = "\(directory)/upload.\(String(UInt64.random(in: .min ... .max), radix: 36))"
        do {
            let descriptor = try FileDescriptor.open(
                FilePath(path), .readWrite, options: [.create, .exclusiveCreate, .closeOnExec],
                permissions: [.ownerReadWrite])
            unlink(path)
            return descriptor
        } catch {
            throw failure("a file can't be made in '\(directory)'", (error as? Errno) ?? .ioError)
        }
    }

    private static func failure(_ what: String, _ error: Errno) -> BuildError {
        let isFull = error == .noSpace || error == Errno(rawValue: EDQUOT)
        return BuildError(
            isFull ? .diskFull : .store, "\(what): \(error)", help: isFull ? "free some space, then try again" : nil)
    }
}
