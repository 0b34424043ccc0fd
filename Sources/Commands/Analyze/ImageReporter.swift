import Analysis
import Diagnostics
import ImageModel
import Store

/// Reports on images, wherever they are.
struct ImageReporter: Sendable {
    let settings: ReportSettings
    let session: Session
    let store: ImageStore

    /// The images in the order in which they were named, each read once.
    ///
    /// - Throws: `imageNotFound`; `corrupt`; what an image's place throws.
    func inspect(_ names: [String]) async throws -> [InspectedImage] {
        var images = [ReportedImage]()
        for name in names { images.append(try ReportedImage(name, in: store, session)) }
        for (index, image) in images.enumerated() {
            if case .dockerfile(let file, let context) = image {
                images[index] = .stored(try await build(file, context).description)
            }
        }
        let progress = try ProgressDisplay.onStandardError(mode: settings.progress, environment: session.environment)
        defer { progress.finish() }
        var inspected = [InspectedImage]()
        for (index, (name, image)) in zip(names, images).enumerated() {
            inspected.append(
                try await progress.show(ProgressStep(index + 1), "[analyze] \(name)") { step in
                    try await reader(progress, step).read(image, named: name)
                })
        }
        return inspected
    }

    private func reader(_ progress: ProgressDisplay, _ step: ProgressStep) -> ImageReader {
        let (session, store, access) = (session, store, settings.access)
        return ImageReader(
            store: store,
            registries: { () throws(BuildError) in
                try Registries(session, temporaryDirectory: store.workDirectory, access: access) {
                    progress.emit(.warning($0))
                }
            }, platform: settings.platform, report: { progress.emit(.status(step, $0)) })
    }

    private func build(_ file: String, _ context: String) async throws -> Digest {
        let settings = try settings.build(file, context, session)
        let result = try await BuildPipeline(settings: settings, session: session, store: store).run()
        guard let image = result?.images.first else {
            throw BuildError(.internalError, "'\(file)' was built without an image")
        }
        return image.id
    }
}
