import Analysis
import Diagnostics
import Execution
import Layers
import Store
import SystemPackage

/// Reads what Debian's package manager knows, out of an image's merged root.
struct PackageFiles: Sendable {
    let store: ImageStore

    /// The most that is read of one file, in bytes.
    private static let limit = 64 << 20

    func read(_ image: StoredImage) throws -> PackageDatabase {
        // The topmost layer that has the file has the whole of it.
        for snapshot in try store.snapshots.chain(of: image.snapshot) {
            let root = try RootedDirectory(FilePath(store.snapshots.upperDirectory(of: snapshot)))
            if let status = try content(of: FilePath(PackageDatabase.statusPath), in: root) {
                return PackageDatabase(status: status)
            }
        }
        return PackageDatabase()
    }

    private func content(of path: FilePath, in root: RootedDirectory) throws(BuildError) -> [UInt8]? {
        guard try root.status(of: path)?.kind == .regular else { return nil }
        let file = try root.open(path)
        let source = FileSource(file.descriptor)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { buffer.deallocate() }
        var bytes = [UInt8]()
        while true {
            let count = try source.read(into: buffer)
            if count == 0 { return bytes }
            bytes += buffer[..<count]
            guard bytes.count <= Self.limit else {
                throw BuildError(.corrupt, "'\(path)' of the image is larger than \(Self.limit >> 20) MiB")
            }
        }
    }
}
