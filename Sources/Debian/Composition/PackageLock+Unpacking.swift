import Diagnostics
import ImageModel
import Layers
import SystemPackage

extension PackageLock {
    /// Unpacks the packages, two at a time.
    ///
    /// - Parameters:
    ///   - files: the paths of their files, in the same order, whose digests have been verified.
    ///   - contents: takes the contents of the packages' files.
    /// - Throws: as `PackageContents` does.
    func unpack(_ files: [String], into contents: ContentFile) async throws(BuildError) -> [PackageContents] {
        // The largest first, so that none of them is left for one processor alone.
        let order = packages.indices.sorted { packages[$0].size > packages[$1].size }
        let read = try await concurrentMap(order, limit: 2) { index throws(BuildError) -> PackageContents in
            let (package, file) = (packages[index], files[index])
            return try await blockingThread { () throws(BuildError) in
                try PackageContents(
                    of: PackageArchive(FilePath(file), name: package.name), into: contents,
                    quickData: QuickData(of: package.digest, beside: file))
            }
        }
        return zip(order, read).sorted { $0.0 < $1.0 }.map(\.1)
    }
}
