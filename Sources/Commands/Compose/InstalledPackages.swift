import Analysis
import Debian
import Diagnostics
import Execution
import ImageModel
import Layers
import Store
import SystemPackage

/// Debian's packages in an image.
struct InstalledPackages: Sendable {
    let packages: [(name: String, version: String)]
    let release: DebianRelease
    let platform: Platform

    /// Those of a lock that are installed.
    init(_ lock: PackageLock, _ release: DebianRelease, _ platform: Platform) {
        packages = lock.packages.filter { $0.layer != nil }.map { ($0.name, $0.version) }
        self.release = release
        self.platform = platform
    }

    /// Those that an image of the store says it has, and the release that its `os-release` (os-release(5)) names.
    ///
    /// - Throws: `invalidInput` for an image that is not of a Debian that is known here.
    init(of image: StoredImage, named name: String, _ workspace: Workspace) async throws(BuildError) {
        do {
            packages = try await PackageFiles(workspace: workspace).read(image).map { ($0.name, $0.version) }
            let file = try await workspace.withReadOnlyRoot(of: image.snapshot) { path in
                let root = try RootedDirectory(path, failureCode: .corrupt)
                let file = try root.read("/etc/os-release", limit: 1 << 20)
                return try file ?? root.read("/usr/lib/os-release", limit: 1 << 20) ?? []
            }
            guard let release = DebianRelease(OperatingSystem(file))
            else {
                throw BuildError(
                    .invalidInput, "nothing is known of updates for '\(name)': it is not an image of Debian 12 or 13")
            }
            self.release = release
            platform = image.config.platform
        } catch {
            throw error as? BuildError
                ?? BuildError(.store, "image '\(name)' can't be read: \(error)", underlying: error)
        }
    }
}
