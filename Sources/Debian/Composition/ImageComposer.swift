package import Diagnostics
package import ImageModel
import Layers
import SystemPackage

/// Composes images from Debian's packages, straight from their files: no program of a package is run.
package struct ImageComposer: Sendable {
    /// Where unpacked files are kept for the time of a composition.
    package let temporaryDirectory: String

    package init(temporaryDirectory: String) {
        self.temporaryDirectory = temporaryDirectory
    }

    /// Composes an image: a layer for each specification, so that images share those of their bases.
    ///
    /// - Parameters:
    ///   - lock: the packages, of which all files are here.
    ///   - packageFile: the path of a package's file, whose digest has been verified.
    /// - Throws: `corrupt` for a package that is damaged or leads outside the root; `invalidInput` where packages or
    ///   paths are at odds; `usage` for a platform that the recipe is not for; `diskFull`; `store`.
    package func compose(
        _ recipe: ImageRecipe, lock: PackageLock, for platform: Platform, into blobs: any BlobStore,
        packageFile: @escaping @Sendable (PackageLock.Package) throws(BuildError) -> String
    ) async throws(BuildError) -> ImageDraft {
        let contents = try ContentFile(in: temporaryDirectory)
        let packages = try await concurrentMap(lock.packages, limit: 2) { package throws(BuildError) in
            try await blockingThread { () throws(BuildError) in
                let archive = try PackageArchive(FilePath(packageFile(package)), name: package.name)
                return try PackageContents(of: archive, into: contents)
            }
        }
        return try await blockingThread { () throws(BuildError) in
            var root = ComposedRoot(
                contents: contents, packages: packages, layers: lock.packages.map(\.layer),
                architecture: platform.architecture)
            for level in recipe.levels { try root.add(level) }
            var layers = [LayerInfo]()
            var history = [HistoryEntry]()
            for (index, level) in root.levels.enumerated() where !root.tree.layers[index].isEmpty {
                let writer = try blobs.makeWriter()
                do throws(BuildError) {
                    try root.tree.write(layer: index, contents: contents, to: BlobSink(writer))
                    let (digest, size) = try writer.commit(expecting: nil)
                    let blob = Descriptor(mediaType: .ociLayer, digest: digest, size: size)
                    layers.append(LayerInfo(diffID: digest, blob: blob))
                } catch {
                    writer.cancel()
                    throw error
                }
                history.append(HistoryEntry(created: ImageComposer.created, createdBy: "composed from \(level)"))
            }
            return recipe.draft(of: layers, history: history, created: ImageComposer.created, for: platform)
        }
    }

    /// The date of everything composed, so that equal packages make equal images.
    private static let created = "1970-01-01T00:00:00Z"
}

/// Writes to a blob.
private final class BlobSink: ByteSink {
    private let writer: any BlobWriter

    init(_ writer: any BlobWriter) { self.writer = writer }

    func write(_ bytes: UnsafeRawBufferPointer) throws(BuildError) { try writer.write(bytes) }

    func finish() {}
}
