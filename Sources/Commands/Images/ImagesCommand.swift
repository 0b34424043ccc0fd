import ArgumentParser
import Diagnostics
import ImageModel
import Store

struct ImagesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "images", abstract: "Lists the images in the store.",
        discussion: "Examples:\n  pith images\n  pith images -q\n  pith images --format json app")

    /// `pith image ls`.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "ls", abstract: "Lists the images in the store.", aliases: ["list"])

        @OptionGroup
        var options: ImagesOptions

        func run() throws { try ImageList(options).print() }
    }

    @OptionGroup
    var options: ImagesOptions

    func run() throws { try ImageList(options).print() }
}

struct ImagesOptions: ParsableArguments {
    @Flag(name: .shortAndLong, help: "Print IDs only, one a line.")
    var quiet = false

    @Option(help: "table or json.")
    var format = ListFormat.table

    @Argument(help: "Show the images of this name only.")
    var name: String?
}

/// The rows of `images`, newest image first.
private struct ImageList {
    private struct Row: Encodable {
        let repository: String
        let tag: String
        let id: Digest
        let platform: String
        let created: String?
        let size: Int64
    }

    private let options: ImagesOptions

    init(_ options: ImagesOptions) {
        self.options = options
    }

    func print() throws(BuildError) {
        let store = try Session().openStore()
        defer { store.close() }
        let rows = try rows(store)
        if options.quiet { return Standard.output(unique(rows).map { "\($0.short)\n" }.joined()) }
        switch options.format {
        case .json: Standard.output(try CanonicalJSON.encodePretty(rows))
        case .table:
            let isNamed = rows.filter { $0.tag != "<none>" }
            // A name that stands for several platforms has as many rows.
            let names = Set(isNamed.map { [$0.repository, $0.tag] })
            if names.count < isNamed.count { return Standard.output(platformTable(rows)) }
            let now = Timestamp.now
            let table = TableRenderer(columns: [
                .init("REPOSITORY"), .init("TAG"), .init("IMAGE ID"), .init("CREATED"), .init("SIZE", .trailing),
            ])
            Standard.output(
                table.render(
                    rows.map {
                        [
                            $0.repository, $0.tag, $0.id.short, RelativeTime.text(from: $0.created, to: now),
                            ByteCount.text($0.size),
                        ]
                    }))
        }
    }

    private func platformTable(_ rows: [Row]) -> String {
        let now = Timestamp.now
        let table = TableRenderer(columns: [
            .init("REPOSITORY"), .init("TAG"), .init("IMAGE ID"), .init("PLATFORM"), .init("CREATED"),
            .init("SIZE", .trailing),
        ])
        return table.render(
            rows.map {
                [
                    $0.repository, $0.tag, $0.id.short, $0.platform, RelativeTime.text(from: $0.created, to: now),
                    ByteCount.text($0.size),
                ]
            })
    }

    private func unique(_ rows: [Row]) -> [Digest] {
        var seen = Set<Digest>()
        return rows.map(\.id).filter { seen.insert($0).inserted }
    }

    private func rows(_ store: ImageStore) throws(BuildError) -> [Row] {
        let wanted = try options.name.map { text throws(BuildError) in try ImageReference(parsing: text) }
        let named = Dictionary(grouping: try store.images.names(), by: \.id)
        var rows = [Row]()
        for id in try store.images.all() {
            let image = try store.images.image(id)
            let references = (named[id] ?? []).compactMap { try? ImageReference(parsing: $0.name) }
            // An image that only stands below others, or that lost its name, is shown as docker shows it.
            if references.isEmpty, wanted == nil, !(try store.compositions.holds(id)) {
                rows.append(row(image, "<none>", "<none>"))
            }
            for reference in references {
                if let wanted, wanted.name != reference.name || (wanted.hasExplicitTag && wanted.tag != reference.tag) {
                    continue
                }
                rows.append(row(image, reference.familiarName, reference.tag ?? "<none>"))
            }
        }
        return rows.sorted { left, right in
            left.created == right.created
                ? (left.repository, left.tag, left.platform) < (right.repository, right.tag, right.platform)
                : (left.created ?? "") > (right.created ?? "")
        }
    }

    private func row(_ image: StoredImage, _ repository: String, _ tag: String) -> Row {
        Row(
            repository: repository, tag: tag, id: image.id, platform: image.config.platform.description,
            created: image.config.created, size: image.size)
    }
}
