import ArgumentParser
import Diagnostics
import ImageModel
import Store

/// When `run` pulls the image first.
enum PullPolicy: String, ExpressibleByArgument, CaseIterable, Sendable {
    case always
    case missing
    case never
}

extension RunOptions {
    /// The image to run, pulled as the options say.
    ///
    /// - Throws: `imageNotFound` with a suggestion; what a registry throws.
    func findImage(_ text: String, in store: ImageStore, _ session: Session) async throws -> StoredImage {
        let lookup = ImageLookup(store: store)
        let platform = try platform.map { text throws(BuildError) in try Platform(parsing: text) }
        if pull != .always {
            let found = Result { () throws(BuildError) in try self.image(text, platform, lookup) }
            // What is much like a name that is here is more likely a mistake than an image elsewhere.
            guard case .failure(let error) = found, error.code == .imageNotFound, pull == .missing, error.help == nil
            else { return try found.get() }
            Standard.error("'\(text)' is not in the store: pulling it\n")
        }
        let progress = try ProgressDisplay.onStandardError(mode: nil, environment: session.environment)
        defer { progress.finish() }
        let registries = try Registries(session, temporaryDirectory: store.workDirectory) {
            progress.emit(.warning($0))
        }
        let puller = ImagePull(store: store, registries: registries, platform: platform ?? .host, progress: progress)
        let pulled = try await puller.first(of: try registries.candidates(for: try ImageReference(parsing: text)))
        return try lookup.image(pulled.description)
    }

    /// One of several platforms' images has to be the wanted one; a lone image will do.
    private func image(_ text: String, _ platform: Platform?, _ lookup: ImageLookup) throws(BuildError) -> StoredImage {
        let images = try lookup.images(text)
        guard images.count > 1, let platform else { return try lookup.image(text) }
        return try lookup.images(text, for: platform)[0]
    }
}
