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

    func read(_ image: StoredImage) async throws -> PackageDatabase {
        try await workspace.withReadOnlyRoot(of: image.snapshot) { path in
            let root = try RootedDirectory(path, failureCode: .corrupt)
            let directory = FilePath("/\(PackageDatabase.statusDirectoryPath)")
            return PackageDatabase(
                status: try root.read(FilePath("/\(PackageDatabase.statusPath)"), limit: Self.limit),
                statusDirectory: try root.names(in: directory).compactMap { name throws(BuildError) in
                    try root.read(directory.appending(name), limit: Self.limit)
                })
        }
    }
}
