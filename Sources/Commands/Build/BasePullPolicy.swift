import ArgumentParser
import Diagnostics
import ImageModel

/// When a registry is asked for a base image.
enum BasePullPolicy: String, ExpressibleByArgument, CaseIterable, Sendable {
    /// If the local store does not have it.
    case missing
    /// Always; the local one will do where no registry answers.
    case newer
    case always
    case never

    /// Whether what the local store has goes after what others have.
    var renews: Bool { self == .always || self == .newer }
}

/// A source that need not answer.
struct OptionalSource: ImageSource {
    let source: any ImageSource

    func resolve(_ request: ImageRequest, report: @escaping @Sendable (String) -> Void) async throws -> ResolvedImage? {
        do {
            return try await source.resolve(request, report: report)
        } catch let error as BuildError where error.code == .unreachable || error.code == .denied {
            report(error.message)
            return nil
        }
    }

    func fetch(
        _ layer: LayerInfo, into blobs: any BlobStore, progress: @escaping @Sendable (Int64) -> Void
    ) async throws {
        try await source.fetch(layer, into: blobs, progress: progress)
    }
}
