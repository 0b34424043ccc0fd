package import Diagnostics
package import ImageModel
import Layers

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
    ///   - lock: the packages.
    ///   - files: the paths of their files, in the same order, whose digests have been verified.
    ///   - made: is told of each layer as soon as it is in `blobs`, the lowest first.
    /// - Throws: `corrupt` for a package that is damaged or leads outside the root; `invalidInput` where packages or
    ///   paths are at odds; `diskFull`; `store`.
    package func compose(
        _ recipe: ImageRecipe, lock: PackageLock, files: [String], for platform: Platform, into blobs: any BlobStore,
        made: @escaping @Sendable (LayerInfo) -> Void = { _ in }
    ) async throws(BuildError) -> ImageDraft {
        let root = try await root(recipe, lock, files, platform)
        return try await blockingThread { () throws(BuildError) in
            var layers = [LayerInfo]()
            var history = [HistoryEntry]()
            for (index, level) in root.levels.enumerated() where !root.tree.layers[index].isEmpty {
                let writer = try blobs.makeWriter()
                do throws(BuildError) {
                    try root.tree.write(layer: index, contents: root.contents, to: BlobSink(writer))
                    let (digest, size) = try writer.commit(expecting: nil)
                    let blob = Descriptor(mediaType: .ociLayer, digest: digest, size: size)
                    layers.append(LayerInfo(diffID: digest, blob: blob))
                    made(LayerInfo(diffID: digest, blob: blob))
                } catch {
                    writer.cancel()
                    throw error
                }
                history.append(HistoryEntry(created: ImageComposer.created, createdBy: "composed from \(level)"))
            }
            return recipe.draft(of: layers, history: history, created: ImageComposer.created, for: platform)
        }
    }

    /// How many bytes the files of each package have in an image, by name. Parameters and errors are those of `compose`.
    package func weigh(
        _ recipe: ImageRecipe, lock: PackageLock, files: [String], for platform: Platform
    ) async throws(BuildError) -> [String: Int64] {
        try await root(recipe, lock, files, platform).tree.sizes
    }

    private func root(
        _ recipe: ImageRecipe, _ lock: PackageLock, _ files: [String], _ platform: Platform
    ) async throws(BuildError) -> ComposedRoot {
        let contents = try ContentFile(in: temporaryDirectory)
        let packages = try await lock.unpack(files, into: contents)
        return try await blockingThread { () throws(BuildError) in
            var root = ComposedRoot(
                contents: contents, packages: packages, layers: lock.packages.map(\.layer),
                architecture: platform.architecture)
            for level in recipe.levels { try root.add(level) }
            return root
        }
    }

    /// The date of everything composed, so that equal packages make equal images.
    private static let created = "1970-01-01T00:00:00Z"
}
