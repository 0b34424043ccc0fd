import ArgumentParser
import Diagnostics
import Glibc
import ImageModel
import Store

struct SaveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "save", abstract: "Writes images of the store to an archive.",
        discussion: """
            Examples:
              pith save -o app.tar app
              pith save --format oci app other | xz > images.tar.xz
            """)

    @Option(
        name: .shortAndLong, help: ArgumentHelp("The file (default: standard output).", valueName: "file"))
    var output: String?

    @Option(help: ArgumentHelp("docker (default) or oci.", valueName: "form"))
    var format = ArchiveForm.docker

    @Option(help: ArgumentHelp("Only the images of this platform.", valueName: "os/arch"))
    var platform: String?

    @Argument(help: "Names or IDs.")
    var images: [String]

    func run() throws {
        guard output != nil || isatty(STDOUT_FILENO) == 0 else {
            throw BuildError(.usage, "an archive can't be written to a terminal", help: "add -o FILE")
        }
        let platform = try platform.map { text throws(BuildError) in try Platform(parsing: text) }
        let command = self
        try IsolatedCommand.run(Session()) { store in
            let lookup = ImageLookup(store: store)
            var found = [(images: [StoredImage], names: [ImageReference])]()
            for text in command.images {
                let images = try lookup.images(text, for: platform)
                if images.count > 1, command.format == .docker {
                    throw BuildError(
                        .usage, "image '\(text)' can't be written in docker's form: it has several platforms",
                        help: "use '--format oci', or choose one with '--platform'")
                }
                // An image that is named by its ID goes without a name, as with docker.
                let names = try lookup.names(of: images[0].id).filter { (try? ImageReference(parsing: text)) == $0 }
                if let index = found.firstIndex(where: { $0.images.map(\.id) == images.map(\.id) }) {
                    found[index].names += names
                } else {
                    found.append((images, names))
                }
            }
            try await ArchiveFile.write(found, as: command.format, of: store, to: command.output ?? "-")
            return 0
        }
    }
}

/// What an archive looks like inside.
enum ArchiveForm: String, ExpressibleByArgument, Sendable {
    case docker
    case oci

    /// How layers are compressed unless something else is asked for.
    var usualCompression: LayerCompression { self == .docker ? .uncompressed : .gzip }
}
