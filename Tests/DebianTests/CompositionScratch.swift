import Debian
import FoundationEssentials
import ImageModel
import Diagnostics

/// Composes specifications of a test from packages of the test.
struct CompositionScratch {
    let directory: String

    init() throws { directory = try makeTemporaryDirectory() }

    func remove() { try? FileManager.default.removeItem(atPath: directory) }

    /// Composes the specification of a text.
    ///
    /// - Parameter files: what else is beside it, by name.
    func compose(
        _ specification: String, _ packages: [TestPackage] = [], files: [String: String] = [:], layer: String? = "app",
        variant: String? = nil
    ) async throws -> ImageDraft {
        let recipe = try ImageRecipe(named: "/specs/app.toml\(variant.map { ":\($0)" } ?? "")") { path in
            if path == "/specs/app.toml" { return SourceFile(name: "app.toml", text: specification) }
            let name = String(path.dropFirst("/specs/".count))
            return files[name].map { SourceFile(name: name, text: $0) }
        }
        var locked = [PackageLock.Package]()
        for package in packages { locked.append(try await package.build(in: directory, layer: layer)) }
        let lock = PackageLock(
            request: recipe.requestDigest(for: .host), image: recipe.name, sources: "", releases: [:], packages: locked)
        let directory = directory
        return try await ImageComposer(temporaryDirectory: directory).compose(
            recipe, lock: lock, files: locked.map { "\(directory)/\($0.path)" }, for: .host,
            into: DiskBlobs(directory: directory))
    }

    /// What GNU tar lists of a layer.
    func list(_ draft: ImageDraft, layer: Int = 0) async throws -> [String] {
        let path = DiskBlobs(directory: directory).path(of: draft.layers[layer].diffID)
        return try await run("tar", ["--list", "--verbose", "--full-time", "--utc", "--numeric-owner", "--file", path])
            .split(separator: "\n").map {
                $0.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
            }
    }

    /// The content of a file of a layer, as GNU tar gives it.
    func content(_ path: String, of draft: ImageDraft, layer: Int = 0) async throws -> String {
        let tar = DiskBlobs(directory: directory).path(of: draft.layers[layer].diffID)
        return try await run("tar", ["--extract", "--to-stdout", "--file", tar, path])
    }
}
