import Analysis
import Diagnostics
import Execution
import Layers
import Store
import SystemPackage

/// Reads what Debian's package manager knows, out of an image's merged root.
struct PackageFiles: Sendable {
    let workspace: Workspace

    /// The most that is read of one file, in bytes.
    private static let limit = 64 << 20

    func read(_ image: StoredImage) async throws -> [InstalledPackage] {
        try await workspace.withReadOnlyRoot(of: image.snapshot) { path in
            let root = try RootedDirectory(path, failureCode: .corrupt)
            let directory = FilePath("/\(DpkgStatus.directoryPath)")
            let files = [FilePath("/\(DpkgStatus.path)")] + (try root.names(in: directory).map(directory.appending))
            return try files.flatMap { file throws(BuildError) in try packages(in: file, of: root) }
        }
    }

    private func packages(in file: FilePath, of root: RootedDirectory) throws(BuildError) -> [InstalledPackage] {
        guard let content = try root.read(file, limit: Self.limit) else { return [] }
        return content.withUnsafeBytes { bytes in
            let path = Array(file.string.utf8.dropFirst())
            return PackageFile(path: path, size: Int64(bytes.count), start: bytes)?.findings(in: bytes).packages ?? []
        }
    }
}
