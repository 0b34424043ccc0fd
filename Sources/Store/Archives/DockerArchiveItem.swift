import Diagnostics
import ImageModel

/// One image in the `manifest.json` of docker's archives (docker image specification 1.2, "Combined Image JSON +
/// Filesystem Changeset Format").
struct DockerArchiveItem: Codable {
    /// The path of its config.
    let config: String
    /// `app:1`; null for an image without names.
    let names: [String]?
    /// The paths of its layers, lowest first.
    let layers: [String]?

    enum CodingKeys: String, CodingKey {
        case config = "Config"
        case names = "RepoTags"
        case layers = "Layers"
    }

    /// Reads `manifest.json`.
    ///
    /// - Throws: `corrupt`.
    static func read(_ content: BlobContent) throws(BuildError) -> [DockerArchiveItem] {
        let items = try CanonicalJSON.decode(
            [DockerArchiveItem].self, from: try content.document("'manifest.json'"), what: "'manifest.json'")
        guard items.reduce(0, { $0 + 1 + ($1.names?.count ?? 0) }) <= LayoutIndex.mostEntries else {
            throw BuildError(.corrupt, "'manifest.json' can't be read: it has too many images")
        }
        return items
    }

    /// The names of the image.
    ///
    /// - Throws: `corrupt` for one that no image can have.
    func references() throws(BuildError) -> [ImageReference] {
        do throws(BuildError) {
            return try (names ?? []).map { name throws(BuildError) in try ImageReference(parsing: name) }
        } catch {
            throw BuildError(.corrupt, "'manifest.json' can't be read: \(error.message)")
        }
    }
}

/// The lists that docker's archives have beside an OCI layout.
struct DockerArchiveLists {
    /// `manifest.json`.
    private(set) var items = [DockerArchiveItem]()
    /// `repositories`: the topmost layer of each tag of each repository, as docker 1.9 and older look for images.
    private(set) var repositories = [String: [String: String]]()

    /// - Parameter pathOf: where the archive keeps a blob.
    init(_ images: [ArchivedImage], pathOf: (Digest) -> String) throws(BuildError) {
        for image in images {
            let manifest = try image.manifest.image()
            var names = [String]()
            for name in image.names {
                guard let tag = name.tag else { continue }
                names.append("\(name.familiarName):\(tag)")
                repositories[name.familiarName, default: [:]][tag] = manifest.layers.last?.digest.hex
            }
            items.append(
                DockerArchiveItem(
                    config: pathOf(manifest.config.digest), names: names,
                    layers: manifest.layers.map { pathOf($0.digest) }))
        }
    }
}
