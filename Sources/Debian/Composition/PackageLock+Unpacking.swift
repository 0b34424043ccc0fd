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
        try await concurrentMap(Array(zip(packages, files)), limit: 2) { package, file throws(BuildError) in
            try await blockingThread { () throws(BuildError) in
                try PackageContents(
                    of: PackageArchive(FilePath(file), name: package.name), into: contents,
                    quickData: QuickData(of: package.digest, beside: file))
            }
        }
    }
}
