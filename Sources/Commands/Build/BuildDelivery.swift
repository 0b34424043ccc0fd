import Diagnostics
import Execution
import ImageModel
import Layers
import Store
import SystemPackage

/// Brings the result of a build, or of a composition, to where it was asked for.
struct BuildDelivery: Sendable {
    /// The image's names, besides those of single outputs.
    let names: [ImageReference]
    /// Besides those of single outputs.
    let annotations: ImageAnnotations
    /// Of images whose output says nothing of them.
    var mediaTypes = MediaTypeFamily.oci
    /// The name whose images of other platforms the result is added to.
    var manifest: ImageReference?
    let session: Session
    let store: ImageStore
    let workspace: Workspace
    /// How registries are reached, with or without verifying their certificates.
    let registries: @Sendable (_ verifiesTLS: Bool?) throws(BuildError) -> Registries
    let progress: any ProgressSink

    /// - Throws: what the destination throws; `diskFull`.
    func deliver(_ result: BuildResult, to requested: RequestedOutput, showing step: ProgressStep) async throws {
        switch requested.output {
        case .image(let output): try await keep(result, output, step)
        case .archive(let form, let destination, let compression):
            let image = try await prepare(result, as: form, compression)
            let archived = ArchivedImage(names: names, manifest: image.manifest)
            try await ArchiveFile.write([(archived, image.source)], as: form, to: destination)
            report(destination, step)
        case .local(let destination, let folders):
            try await copyFiles(
                of: result, by: FileExport(workspace: workspace, modified: result.epoch),
                to: FilePath(session.absolute(destination)), folders)
            report(destination, step)
        case .tar(let destination, let folders):
            let export = FileExport(workspace: workspace, modified: result.epoch)
            try await NewFile.write(to: destination) { sink in
                if result.hasFolders(folders) {
                    try await export.writeTar(result.folders.map { ($0.name, $0.image.snapshot) }, to: sink)
                } else {
                    try checkIsOne(result)
                    try await export.writeTar(result.images[0].snapshot, to: sink)
                }
            }
            report(destination, step)
        }
    }

    /// What the result is known by: the ID of an image, the digest of an index as a registry gets it.
    func id(of result: BuildResult) async throws -> Digest {
        guard result.isIndex else { return result.images[0].id }
        let prepared = try await PreparedImage.prepare(result.images, of: store, isIndex: true, mediaTypes: mediaTypes)
        return prepared.manifest.descriptor.digest
    }

    /// What the result is, as its first output that is an image has it; nil for files only.
    ///
    /// - Parameter result: as that output has it.
    func metadata(of result: BuildResult, in outputs: [RequestedOutput]) async throws -> BuildMetadata? {
        var names = names
        for requested in outputs {
            let prepared: PreparedImage
            switch requested.output {
            case .image(let output):
                names = self.names(of: output)
                prepared = try await prepare(
                    result, for: output, output.isPushed ? annotations : ImageAnnotations())
            case .archive(let form, _, let compression): prepared = try await prepare(result, as: form, compression)
            case .local, .tar: continue
            }
            let config = result.isIndex ? nil : result.images.first?.id
            return BuildMetadata(prepared.manifest.descriptor, config: config, names: names)
        }
        return nil
    }

    /// The names of the command line and those of an output, each once.
    private func names(of output: ImageOutput) -> [ImageReference] {
        names + output.names.filter { !names.contains($0) }
    }

    private func prepare(
        _ result: BuildResult, for output: ImageOutput, _ annotations: ImageAnnotations,
        early: (any EarlyBlobSink)? = nil
    ) async throws -> PreparedImage {
        var annotations = annotations
        annotations.add(output.annotations)
        return try await PreparedImage.prepare(
            result.images, of: store, isIndex: result.isIndex, compression: output.compression,
            mediaTypes: output.mediaTypes ?? mediaTypes, annotations: annotations, early: early)
    }

    private func prepare(
        _ result: BuildResult, as form: ArchiveForm, _ compression: LayerCompression?
    ) async throws -> PreparedImage {
        try await PreparedImage.prepare(
            result.images, of: store, isIndex: result.isIndex, compression: compression ?? form.usualCompression,
            annotations: form == .oci ? annotations : ImageAnnotations())
    }

    private func copyFiles(
        of result: BuildResult, by export: FileExport, to directory: FilePath, _ folders: PlatformFolders
    ) async throws {
        let root = try RootedDirectory("/", failureCode: .usage)
        guard result.hasFolders(folders) else {
            try checkIsOne(result)
            try root.makeDirectories(directory, owner: nil)
            return try await export.copy(result.images[0].snapshot, to: directory)
        }
        for (name, image) in result.folders {
            let folder = directory.appending(name)
            try root.makeDirectories(folder, owner: nil)
            try await export.copy(image.snapshot, to: folder)
        }
    }

    private func checkIsOne(_ result: BuildResult) throws(BuildError) {
        guard result.images.count > 1 else { return }
        throw BuildError(
            .usage, "the files of several platforms can't be in one directory", help: "leave 'platform-split' out")
    }

    private func report(_ destination: String, _ step: ProgressStep) {
        if destination != "-" { progress.emit(.status(step, "written to \(destination)")) }
    }

    private func keep(_ result: BuildResult, _ output: ImageOutput, _ step: ProgressStep) async throws {
        let names = self.names(of: output)
        if let image = result.images.first, result.images.count == 1 {
            try store.images.keep(image, names: names)
        } else {
            for image in result.images { try store.images.keep(image, names: []) }
            try store.images.tag(result.images.map(\.id), as: names)
        }
        for name in names { progress.emit(.status(step, "naming to \(name.familiar)")) }
        if let manifest {
            try store.images.add(result.images.map(\.id), to: manifest)
            progress.emit(.status(step, "adding to \(manifest.familiar)"))
        }
        guard output.isPushed else { return }
        let registries = try registries(output.verifiesTLS)
        let prepared = try await prepare(
            result, for: output, annotations,
            early: try names.first.map { name throws(BuildError) in try registries.destination(of: name) })
        let push = ImagePush(store: store, registries: registries, progress: progress)
        for name in names {
            progress.emit(.status(step, "pushing \(name.familiar)"))
            _ = try await push.push(prepared, as: name, byDigest: output.isPushedByDigest, showing: step)
        }
    }
}
