import ArgumentParser
import Diagnostics
import ImageModel
import Registry
import Store

struct PullCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pull", abstract: "Brings images from a registry into the store.",
        discussion: """
            Examples:
              pith pull debian:12
              pith pull --platform linux/arm64 registry.example/app
              pith pull registry.example/app@sha256:0123…
            """)

    @Flag(name: .shortAndLong, help: "Pull all tags of the repository.")
    var allTags = false

    @Option(help: ArgumentHelp("Pull the image of this platform (default: this machine's).", valueName: "os/arch"))
    var platform: String?

    @Flag(name: .shortAndLong, help: "Show no progress.")
    var quiet = false

    @OptionGroup
    var transfers: TransferOptions

    @Argument(help: ArgumentHelp("The image.", valueName: "name[:tag|@digest]"))
    var name: String

    func run() throws {
        let platform = try platform.map { text throws(BuildError) in try Platform(parsing: text) } ?? .host
        let session = Session()
        let access = try RegistryAccess(transfers, session)
        let command = self
        try IsolatedCommand.run(session) { store in
            let progress = try ProgressDisplay.onStandardError(
                mode: command.quiet ? .quiet : nil, environment: session.environment)
            defer { progress.finish() }
            let registries = try Registries(
                session, temporaryDirectory: store.workDirectory, access: access,
                warn: { progress.emit(.warning($0)) })
            let pull = ImagePull(store: store, registries: registries, platform: platform, progress: progress)
            let pulled = try await command.pull(with: pull, registries)
            progress.finish()
            for reference in pulled { Standard.output("\(reference)\n") }
            return 0
        }
    }

    /// - Returns: the full names of what was pulled.
    private func pull(with pull: ImagePull, _ registries: Registries) async throws -> [ImageReference] {
        let candidates = try registries.candidates(for: try ImageReference(parsing: name))
        guard allTags else { return [try await pull.first(of: candidates)] }
        guard let repository = candidates.first, !repository.hasExplicitTag, repository.digest == nil else {
            throw BuildError(.usage, "--all-tags needs a name without a tag: '\(name)'")
        }
        var pulled = [ImageReference]()
        for tag in try await registries.source(of: repository).tags() {
            let reference = try ImageReference(parsing: "\(repository.name):\(tag)")
            pulled.append(try await pull.first(of: [reference]))
        }
        return pulled
    }
}
