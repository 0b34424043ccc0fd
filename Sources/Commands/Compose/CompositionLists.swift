import Debian
import Diagnostics
import ImageModel

/// The catalogue, as `compose --list` shows it.
enum CatalogueList {
    private struct Entry: Encodable {
        let name: String
        let description: String
        let tags: [String]
        let architectures: [String]
    }

    static func render(_ format: ListFormat) throws(BuildError) -> String {
        var entries = [Entry]()
        for name in Catalogue.names {
            let recipe = try ImageRecipe(named: name, read: { _ in nil })
            var tags = ["latest"] + recipe.variants
            if recipe.variants.count > 1 { tags.append(recipe.variants.joined(separator: "-")) }
            entries.append(
                Entry(
                    name: name, description: recipe.description ?? "", tags: tags, architectures: recipe.architectures))
        }
        entries.append(
            Entry(
                name: "debian", description: "A small Debian with apt, to build in",
                tags: DebianImage.names.dropFirst().map { String($0.dropFirst("debian:".count)) },
                architectures: [Platform.host.architecture]))
        if format == .json { return try CanonicalJSON.encodePretty(entries) }
        let columns = ["NAME", "TAGS", "ARCHITECTURES", "WHAT IT IS"].map { TableRenderer.Column($0) }
        return TableRenderer(columns: columns).render(
            entries.map {
                let tags = $0.tags.count > 4 ? $0.tags.prefix(4) + ["…"] : $0.tags[...]
                return [
                    $0.name, tags.joined(separator: " "), $0.architectures.joined(separator: " "), $0.description,
                ]
            })
    }
}

/// Why each package of an image is there, and what it weighs, as `compose --explain` shows it.
struct CompositionExplanation: Sendable {
    private struct Entry: Encodable {
        let package: String
        let version: String
        let architecture: String
        let layer: String?
        let reason: String
        /// Bytes of its files in the image.
        let size: Int64
        /// Bytes of its own file.
        let downloadSize: Int64
    }

    private let entries: [Entry]

    /// - Parameter sizes: the bytes of each package's files in the image, by name.
    init(_ lock: PackageLock, sizes: [String: Int64]) {
        entries = lock.packages.map {
            Entry(
                package: $0.name, version: $0.version, architecture: $0.architecture, layer: $0.layer,
                reason: $0.reason ?? "", size: sizes[$0.name] ?? 0, downloadSize: $0.size)
        }.sorted { ($1.size, $0.package) < ($0.size, $1.package) }
    }

    func render(_ format: ListFormat) throws(BuildError) -> String {
        if format == .json { return try CanonicalJSON.encodePretty(entries) }
        let columns = [
            TableRenderer.Column("PACKAGE"), .init("VERSION"), .init("SIZE", .trailing), .init("DOWNLOAD", .trailing),
            .init("LAYER"), .init("WHY"),
        ]
        let table = TableRenderer(columns: columns).render(
            entries.map {
                [
                    $0.package, $0.version, ByteCount.text($0.size), ByteCount.text($0.downloadSize), $0.layer ?? "",
                    $0.reason,
                ]
            })
        let (size, download) = entries.reduce(into: (Int64(0), Int64(0))) {
            $0.0 += $1.size
            $0.1 += $1.downloadSize
        }
        return table
            + "\n\(entries.count) packages: \(ByteCount.text(size)) of files, \(ByteCount.text(download)) to fetch\n"
    }
}

/// The pending security updates of an image, as `compose --outdated` shows them.
struct SecurityUpdateList: Encodable, Sendable {
    let image: String
    let updates: [SecurityUpdate]

    func render(_ format: ListFormat) throws(BuildError) -> String {
        if format == .json { return try CanonicalJSON.encodePretty(self) }
        guard !updates.isEmpty else { return "\(image) has no pending security updates\n" }
        let columns = ["PACKAGE", "INSTALLED", "FIXED"].map { TableRenderer.Column($0) }
        return TableRenderer(columns: columns).render(updates.map { [$0.package, $0.installed, $0.fixed] })
    }
}
