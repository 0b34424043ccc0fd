import Analysis
import Diagnostics
import ImageModel
import Store

/// Finds images wherever they are, and reads them.
struct ImageFinder: Sendable {
    let settings: ImageSettings
    let session: Session
    let store: ImageStore

    /// Where images are; Dockerfiles are built.
    ///
    /// - Throws: `imageNotFound`; what building throws.
    func locate(_ names: [String]) async throws -> [ReportedImage] {
        var images = [ReportedImage]()
        for name in names { images.append(try ReportedImage(name, in: store, session)) }
        for (index, image) in images.enumerated() {
            if case .dockerfile(let file, let context) = image {
                images[index] = .stored(try await build(file, context).description)
            }
        }
        return images
    }

    /// Reads images that were located, in order, each layer once, and hands them on.
    ///
    /// - Parameter body: shows what it does as part of the image's step.
    /// - Throws: `imageNotFound`; `corrupt`; what an image's place and `body` throw.
    func inspect<Value>(
        _ names: [String], at images: [ReportedImage],
        _ body: (InspectedImage, any ProgressSink, ProgressStep) async throws -> Value
    ) async throws -> [Value] {
        let progress = try ProgressDisplay.onStandardError(mode: settings.progress, environment: session.environment)
        defer { progress.finish() }
        var values = [Value]()
        for (index, (name, image)) in zip(names, images).enumerated() {
            let value = try await progress.show(ProgressStep(index + 1), "[analyze] \(name)") { step in
                try await body(try await reader(progress, step).read(image, named: name), progress, step)
            }
            values.append(value)
        }
        return values
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
