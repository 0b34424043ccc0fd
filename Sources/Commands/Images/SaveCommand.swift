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

    @Argument(help: "Names or IDs.")
    var images: [String]

    func run() throws {
        guard output != nil || isatty(STDOUT_FILENO) == 0 else {
            throw BuildError(.usage, "an archive can't be written to a terminal", help: "add -o FILE")
        }
        let command = self
        try IsolatedCommand.run(Session()) { store in
            let lookup = ImageLookup(store: store)
            var found = [(image: StoredImage, names: [ImageReference])]()
            for text in command.images {
                let image = try lookup.image(text)
                // An image that is named by its ID goes without a name, as with docker.
                let names = try lookup.names(of: image.id).filter { (try? ImageReference(parsing: text)) == $0 }
                if let index = found.firstIndex(where: { $0.image.id == image.id }) {
                    found[index].names += names
                } else {
                    found.append((image, names))
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
}
