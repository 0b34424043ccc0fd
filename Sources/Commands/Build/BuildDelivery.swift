import Diagnostics
import Execution
import ImageModel
import Layers
import Store
import SystemPackage

/// Brings the result of a build to where it was asked for.
struct BuildDelivery: Sendable {
    let settings: BuildSettings
    let session: Session
    let store: ImageStore
    let workspace: Workspace
    /// How registries are reached, with or without verifying their certificates.
    let registries: @Sendable (_ verifiesTLS: Bool?) throws(BuildError) -> Registries
    let progress: any ProgressSink

    /// - Throws: what the destination throws; `diskFull`.
    func deliver(_ image: StoredImage, to output: BuildOutput, showing step: ProgressStep) async throws {
        switch output {
        case .image(let output): try await keep(image, output, step)
        case .archive(let form, let destination, let compression):
            try await ArchiveFile.write(
                [(image, settings.names)], as: form, of: store, compression: compression, to: destination)
            report(destination, step)
        case .local(let destination):
            let directory = FilePath(session.absolute(destination))
            try RootedDirectory("/", failureCode: .usage).makeDirectories(directory, owner: nil)
            try await FileExport(workspace: workspace).copy(image.snapshot, to: directory)
            report(destination, step)
        case .tar(let destination):
            let export = FileExport(workspace: workspace)
            try await NewFile.write(to: destination) { sink in
                try await export.writeTar(image.snapshot, to: sink)
            }
            report(destination, step)
        }
    }

    private func report(_ destination: String, _ step: ProgressStep) {
        if destination != "-" { progress.emit(.status(step, "written to \(destination)")) }
    }

    private func keep(_ image: StoredImage, _ output: ImageOutput, _ step: ProgressStep) async throws {
        let names = settings.names + output.names.filter { !settings.names.contains($0) }
        try store.images.keep(image, names: names)
        for name in names { progress.emit(.status(step, "naming to \(name.familiar)")) }
        guard output.isPushed else { return }
        let source = try await StoredImageSource.prepare(
            image, of: store, compression: output.compression, mediaTypes: output.mediaTypes,
            annotations: output.annotations.isEmpty ? nil : output.annotations)
        let push = ImagePush(store: store, registries: try registries(output.verifiesTLS), progress: progress)
        for name in names {
            progress.emit(.status(step, "pushing \(name.familiar)"))
            _ = try await push.push(
                image, as: name, byDigest: output.isPushedByDigest, from: source, showing: step)
        }
    }
}
