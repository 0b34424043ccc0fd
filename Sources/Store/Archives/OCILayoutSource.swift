import Diagnostics
package import ImageModel
import SystemPackage

/// An image of an OCI image layout in a directory as a base image.
package struct OCILayoutSource: ImageSource {
    private let directory: FilePath
    private let name: ManifestName?

    /// - Parameters:
    ///   - directory: absolute; holds `index.json` and `blobs`.
    ///   - tag: what the index calls the image; nil for the only one, or the one called `latest`.
    ///   - digest: which manifest, in place of a tag.
    package init(directory: String, tag: String?, digest: Digest?) {
        self.directory = FilePath(directory)
        name = digest.map { .digest($0) } ?? tag.map { .tag($0) }
    }

    package func resolve(_ request: ImageRequest, report: @escaping @Sendable (String) -> Void) async throws
        -> ResolvedImage?
    {
        let layout = try OCILayout(directory)
        return try await layout.resolved(
            try await layout.image(name), for: request.platform, origin: "OCI layout \(directory)")
    }

    package func fetch(
        _ layer: LayerInfo, into blobs: any BlobStore, progress: @escaping @Sendable (Int64) -> Void
    ) async throws {
        guard let blob = layer.blob else { throw BuildError(.internalError, "a layer of an OCI layout has no blob") }
        try await OCILayout(directory).fetch(blob, into: blobs, progress: progress)
    }
}
