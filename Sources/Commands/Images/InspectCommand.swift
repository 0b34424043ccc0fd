import ArgumentParser
import Diagnostics
import ImageModel
import Store

struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect", abstract: "Shows images as docker's JSON.", discussion: "Example:\n  pith inspect app")

    @Option(
        help: ArgumentHelp("Only the image of this platform (default: all that a name has).", valueName: "os/arch"))
    var platform: String?

    @Argument(help: "Names or IDs.")
    var images: [String]

    func run() throws {
        let store = try Session().openStore()
        defer { store.close() }
        let lookup = ImageLookup(store: store)
        var documents = [Inspection]()
        let platform = try platform.map { text throws(BuildError) in try Platform(parsing: text) }
        for image in try images.flatMap({ try lookup.images($0, for: platform) }) {
            let digests = try store.manifests.digests(of: image.id)
            documents.append(Inspection(image, names: try lookup.names(of: image.id), digests: digests))
        }
        Standard.output(try CanonicalJSON.encodePretty(documents))
    }
}

/// An image as `docker image inspect` prints it.
private struct Inspection: Encodable {
    private struct RootFileSystem: Encodable {
        let type = "layers"
        let layers: [Digest]

        enum CodingKeys: String, CodingKey {
            case type = "Type"
            case layers = "Layers"
        }
    }

    private let id: Digest
    private let names: [String]
    private let digests: [String]
    private let created: String?
    private let author: String
    private let architecture: String
    private let os: String
    private let variant: String?
    private let size: Int64
    private let config: ContainerConfig
    private let rootFileSystem: RootFileSystem
    private let history: [HistoryEntry]

    private enum CodingKeys: String, CodingKey {
        case id = "Id"
        case names = "RepoTags"
        case digests = "RepoDigests"
        case created = "Created"
        case author = "Author"
        case architecture = "Architecture"
        case os = "Os"
        case variant = "Variant"
        case size = "Size"
        case config = "Config"
        case rootFileSystem = "RootFS"
        case history = "History"
    }

    init(_ image: StoredImage, names: [ImageReference], digests: [(repository: String, digest: Digest)]) {
        id = image.id
        self.digests = digests.map { repository, digest in
            let name = (try? ImageReference(parsing: repository))?.familiarName ?? repository
            return "\(name)@\(digest)"
        }
        self.names = names.map(\.familiar)
        created = image.config.created
        author = image.config.author ?? ""
        architecture = image.config.architecture
        os = image.config.os
        variant = image.config.variant
        size = image.size
        config = image.config.config
        rootFileSystem = RootFileSystem(layers: image.config.diffIDs)
        history = image.config.history
    }
}
