import Analysis
import Diagnostics
import ImageModel
import Store

/// Reads images for reports, wherever they are, each layer once.
struct ImageReader: Sendable {
    let store: ImageStore
    let registries: @Sendable () throws(BuildError) -> Registries
    /// Which image of several platforms is read.
    let platform: Platform
    /// Takes lines about what is going on.
    let report: @Sendable (String) -> Void

    /// - Parameter reference: the name that the report has of it.
    /// - Throws: `imageNotFound`; `corrupt`; what the image's place throws.
    func read(_ image: ReportedImage, named reference: String) async throws -> InspectedImage {
        switch image {
        case .stored(let name):
            let images = try ImageLookup(store: store).images(name)
            let fitting = images.first { PlatformSelection.runs($0.config.platform, on: platform) }
            guard let image = fitting ?? images.first else {
                throw BuildError(.imageNotFound, "image '\(name)' is not in the store")
            }
            return try await image.inspect(named: reference, in: store, report: report)
        case .elsewhere(let address):
            let (manifest, source) = try await address.open(
                try registries(), temporaryDirectory: store.workDirectory)
            return try await source.inspect(
                manifest, for: platform, named: reference, temporaryDirectory: store.workDirectory, report: report)
        case .dockerfile(let file, _):
            throw BuildError(.internalError, "'\(file)' has not been built")
        }
    }
}
