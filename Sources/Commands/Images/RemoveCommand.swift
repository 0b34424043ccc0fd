import ArgumentParser
import Diagnostics
import ImageModel
import Store

struct RemoveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rmi", abstract: "Takes names away, and deletes images that have none left.",
        discussion: "Its layers stay in the build cache.\n\nExample:\n  pith rmi app:old")

    /// `pith image rm`.
    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rm", abstract: "Takes names away, and deletes images that have none left.",
            aliases: ["remove"])

        @OptionGroup
        var options: RemoveOptions

        func run() throws { try options.remove() }
    }

    @OptionGroup
    var options: RemoveOptions

    func run() throws { try options.remove() }
}

struct RemoveOptions: ParsableArguments {
    @Flag(name: .shortAndLong, help: "Delete an image by its ID with all its names; a missing one is no error.")
    var force = false

    @Argument(help: "Names or IDs.")
    var images: [String]

    func remove() throws(BuildError) {
        let store = try Session().openStore()
        defer { store.close() }
        for text in images {
            do throws(BuildError) {
                try remove(text, from: store)
            } catch  where error.code == .imageNotFound && force {
                continue
            }
        }
    }

    private func remove(_ text: String, from store: ImageStore) throws(BuildError) {
        let lookup = ImageLookup(store: store)
        let id = try lookup.id(text)
        let names = try lookup.names(of: id)
        var ids = [id]
        if let name = try? ImageReference(parsing: text), names.contains(name) {
            ids = try store.images.platforms(of: name)
            _ = try store.images.untag(name)
            Standard.output("Untagged: \(name.familiar)\n")
        } else if names.count > 1, !force {
            throw BuildError(
                .usage, "image '\(text)' has \(names.count) names", help: "name one of them, or use 'rmi -f'")
        } else {
            for name in names { Standard.output("Untagged: \(name.familiar)\n") }
            return try delete(id, from: store)
        }
        for id in ids where try lookup.names(of: id).isEmpty { try delete(id, from: store) }
    }

    private func delete(_ id: Digest, from store: ImageStore) throws(BuildError) {
        // A composed image stays for the builds that stand on it.
        if try store.compositions.holds(id) { return }
        try store.images.remove(id)
        Standard.output("Deleted: \(id)\n")
    }
}
