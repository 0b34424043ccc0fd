import ArgumentParser
import Diagnostics
import ImageModel
import Registry
import Store

struct PushCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "push", abstract: "Sends images of the store to a registry.",
        discussion: """
            Examples:
              pith push registry.example/app:1.0
              pith push --all-tags registry.example/app
              pith push --compression zstd --force-compression registry.example/app
            """)

    @Flag(name: .shortAndLong, help: "Push all names that the repository has in the store.")
    var allTags = false

    @Option(help: ArgumentHelp("Push the image of this platform only.", valueName: "os/arch"))
    var platform: String?

    @Flag(name: .shortAndLong, help: "Show no progress.")
    var quiet = false

    @Option(help: ArgumentHelp("The media types of the image there: oci (default) or docker.", valueName: "format"))
    var format = ImageFormat.oci

    @OptionGroup
    var compression: CompressionOptions

    @OptionGroup
    var transfers: TransferOptions

    @Argument(help: ArgumentHelp("The image.", valueName: "name[:tag]"))
    var name: String

    func run() throws {
        let compression = try compression.layerCompression()
        let session = Session()
        let access = try RegistryAccess(transfers, session)
        let command = self
        try IsolatedCommand.run(session) { store in
            let references = try command.references(in: store)
            let progress = try ProgressDisplay.onStandardError(
                mode: command.quiet ? .quiet : nil, environment: session.environment)
            defer { progress.finish() }
            let registries = try Registries(
                session, temporaryDirectory: store.workDirectory, access: access,
                warn: { progress.emit(.warning($0)) })
            let push = ImagePush(store: store, registries: registries, progress: progress)
            var results = [String]()
            for (index, (reference, images)) in references.enumerated() {
                let pushed = try await progress.show(ProgressStep(index + 1), "pushing \(reference.familiar)") { step in
                    let image = try await PreparedImage.prepare(
                        images, of: store, compression: compression, mediaTypes: command.format.mediaTypes,
                        early: try registries.destination(of: reference))
                    return try await push.push(image, as: reference, showing: step)
                }
                results.append("\(reference.tag ?? ""): digest: \(pushed.digest) size: \(pushed.size)")
            }
            progress.finish()
            for (result, (reference, _)) in zip(results, references) {
                Standard.output(command.quiet ? "\(reference)\n" : "\(result)\n")
            }
            return 0
        }
    }

    private func references(in store: ImageStore) throws(BuildError) -> [(ImageReference, [StoredImage])] {
        let reference = try ImageReference(parsing: name)
        guard reference.digest == nil else {
            throw BuildError(.usage, "an image can't be pushed by a digest: '\(name)'")
        }
        let platform = try platform.map { text throws(BuildError) in try Platform(parsing: text) }
        let lookup = ImageLookup(store: store)
        guard allTags else { return [(reference, try lookup.images(reference.familiar, for: platform))] }
        guard !reference.hasExplicitTag else {
            throw BuildError(.usage, "--all-tags needs a name without a tag: '\(name)'")
        }
        var names = [ImageReference]()
        for (text, _) in try store.images.names() {
            guard let other = try? ImageReference(parsing: text), other.name == reference.name else { continue }
            if !names.contains(other) { names.append(other) }
        }
        guard !names.isEmpty else { throw BuildError(.imageNotFound, "image '\(name)' is not in the store") }
        var found = [(ImageReference, [StoredImage])]()
        for name in names { found.append((name, try lookup.images(name.familiar, for: platform))) }
        return found
    }
}
