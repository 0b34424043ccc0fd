import ArgumentParser
import Diagnostics
import Execution
import Glibc
import ImageModel
import Layers
import Store
import SystemPackage

struct LoadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load", abstract: "Brings the images of an archive into the store.",
        discussion: """
            Archives of 'docker save', of 'podman save' and OCI archives will do, compressed or not.

            Examples:
              pith load -i app.tar
              pith load < app.tar.gz
            """)

    @Option(
        name: .shortAndLong, help: ArgumentHelp("The archive (default: standard input).", valueName: "file"))
    var input: String?

    @Option(
        help: ArgumentHelp(
            "Of images that have several platforms, load this one (default: all that the archive has).",
            valueName: "os/arch"))
    var platform: String?

    @Flag(name: .shortAndLong, help: "Print nothing.")
    var quiet = false

    func run() throws {
        guard input != nil || isatty(STDIN_FILENO) == 0 else {
            throw BuildError(.usage, "an archive can't be read from a terminal", help: "add -i FILE")
        }
        let platform = try platform.map { text throws(BuildError) in try Platform(parsing: text) }
        let session = Session()
        let command = self
        try IsolatedCommand.run(session) { store in
            let temporaryDirectory = FilePath(store.workDirectory)
            let archive =
                if let input = command.input {
                    try await ImageArchive.open(
                        FilePath(session.absolute(input)), temporaryDirectory: temporaryDirectory)
                } else {
                    try ImageArchive(
                        OpenFile(taking: FileDescriptor(rawValue: dup(STDIN_FILENO))), name: "standard input",
                        temporaryDirectory: temporaryDirectory)
                }
            let importer = ImageImport(store: store)
            for image in archive.images {
                // What was pulled for one platform is saved with the index of all.
                let loaded = try await importer.keep(
                    image.manifest, from: archive, for: platform, isPartial: true, origin: "archive",
                    names: image.names)
                command.report(loaded, image.names)
            }
            return 0
        }
    }

    private func report(_ images: [StoredImage], _ names: [ImageReference]) {
        if quiet { return }
        if names.isEmpty { for image in images { Standard.output("Loaded image ID: \(image.id)\n") } }
        for name in names { Standard.output("Loaded image: \(name.familiar)\n") }
    }
}
