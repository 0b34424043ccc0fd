import ArgumentParser
import Diagnostics
import ImageModel
import Store

struct TagCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tag", abstract: "Gives an image one more name.", discussion: "Example:\n  pith tag app app:1.0")

    @Argument(help: "A name or an ID.")
    var source: String

    @Argument(help: "The new name.")
    var target: String

    func run() throws {
        let name = try ImageReference(parsing: target)
        guard name.digest == nil else { throw BuildError(.usage, "an image can't be named by a digest: '\(target)'") }
        let store = try Session().openStore()
        defer { store.close() }
        try store.images.tag(try ImageLookup(store: store).images(source).map(\.id), as: [name])
    }
}
