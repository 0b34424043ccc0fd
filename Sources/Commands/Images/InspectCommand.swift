import ArgumentParser
import Diagnostics
import Glibc
import ImageModel
import Store

struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect", abstract: "Shows images as docker's JSON.",
        discussion: """
            A template works on the same fields as the JSON, as docker's does.

            Examples:
              pith inspect app
              pith inspect -f '{{.Config.Env}}' app
              pith inspect -f '{{range .RootFS.Layers}}{{println .}}{{end}}' app
            """)

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("json, or a template of Go's kind.", valueName: "json|template"),
        completion: .list(["json"]))
    var format = "json"

    @Option(
        help: ArgumentHelp("Only the image of this platform (default: all that a name has).", valueName: "os/arch"))
    var platform: String?

    /// The kinds of things that docker's `inspect` knows, as far as they are here.
    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case image
    }

    @Option(
        help: ArgumentHelp("Taken for docker's sake: only images can be inspected.", visibility: .hidden))
    var type = Kind.image

    @Argument(help: "Names or IDs.")
    var images: [String]

    func run() throws {
        let store = try Session().openStore()
        defer { store.close() }
        let template = try ["", "json"].contains(format) ? nil : Template(parsing: format)
        let lookup = ImageLookup(store: store)
        var documents = [TemplateValue]()
        let platform = try platform.map { text throws(BuildError) in try Platform(parsing: text) }
        for image in try images.flatMap({ try lookup.images($0, for: platform) }) {
            documents.append(
                ImageInspection.value(
                    of: image.config, id: image.id, names: try lookup.names(of: image.id).map(\.familiar),
                    digests: try digests(of: image, in: store), size: image.size))
        }
        guard let template else { return Standard.output(TemplateValue.list(documents).indentedJSON + "\n") }
        Standard.output(try template.lines(documents, titles: nil, escapesControls: isatty(STDOUT_FILENO) == 1))
    }

    private func digests(of image: StoredImage, in store: ImageStore) throws(BuildError) -> [String] {
        try store.manifests.digests(of: image.id).map { repository, digest in
            "\((try? ImageReference(parsing: repository))?.familiarName ?? repository)@\(digest)"
        }
    }
}
