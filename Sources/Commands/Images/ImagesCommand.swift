import ArgumentParser
import Diagnostics
import Dockerfile
import Glibc
import ImageModel
import Store

struct ImagesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "images", abstract: "Lists the images in the store.",
        discussion: """
            Examples:
              pith images
              pith images -q
              pith images --format json app
              pith images --format 'table {{.Repository}}:{{.Tag}}\\t{{.Size}}'
            """)

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

    @Option(help: RowFormatOption.help, completion: RowFormatOption.completion)
    var format = "table"

    @Flag(
        name: .shortAndLong, help: ArgumentHelp("Taken for docker's sake: no image is hidden.", visibility: .hidden))
    var all = false

    @Flag(help: "Show the digests that repositories have images under.")
    var digests = false

    @Flag(help: "Show IDs whole.")
    var noTrunc = false

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Show the images with this label, with a name like this, or without a name; may be repeated.",
            valueName: "label=name[=value]|reference=pattern|dangling=true"))
    var filter: [String] = []

    @Argument(help: "Show the images of this name only.")
    var name: String?
}

/// The rows of `images`, newest image first.
private struct ImageList {
    private let options: ImagesOptions
    private let format: RowFormat

    init(_ options: ImagesOptions) throws(BuildError) {
        self.options = options
        format = try RowFormat(parsing: options.format, addition: options.digests ? "{{.Digest}}" : nil)
    }

    func print() throws(BuildError) {
        let store = try Session().openStore()
        defer { store.close() }
        let filters = try ImageFilters(parsing: options.filter)
        let rows = try rows(store, filters)
        switch format {
        case .template(let template, let isTable):
            Standard.output(
                try template.lines(
                    rows.map { $0.value(isCut: !options.noTrunc, now: .now) }, titles: isTable ? ImageRow.titles : nil,
                    escapesControls: isatty(STDOUT_FILENO) == 1))
        case _ where options.quiet: Standard.output(unique(rows).map { "\(shown($0))\n" }.joined())
        case .json: Standard.output(try CanonicalJSON.encodePretty(rows))
        case .table: Standard.output(table(rows))
        }
    }

    private func shown(_ id: Digest) -> String { options.noTrunc ? id.description : id.short }

    private func table(_ rows: [ImageRow]) -> String {
        let named = rows.filter { $0.tag != "<none>" }
        // A name that stands for several platforms has as many rows.
        let hasPlatforms = Set(named.map { [$0.repository, $0.tag] }).count < named.count
        let now = Timestamp.now
        var columns: [(column: TableRenderer.Column, cell: (ImageRow) -> String)] = [
            (.init("REPOSITORY"), { $0.repository }), (.init("TAG"), { $0.tag }),
        ]
        if options.digests { columns.append((.init("DIGEST"), { $0.digest?.description ?? "<none>" })) }
        columns.append((.init("IMAGE ID"), { shown($0.id) }))
        if hasPlatforms { columns.append((.init("PLATFORM"), { $0.platform })) }
        columns.append((.init("CREATED"), { RelativeTime.text(from: $0.created, to: now) }))
        columns.append((.init("SIZE", .trailing), { ByteCount.text($0.size) }))
        let table = TableRenderer(columns: columns.map(\.column))
        return table.render(rows.map { row in columns.map { $0.cell(row) } })
    }

    private func unique(_ rows: [ImageRow]) -> [Digest] {
        var seen = Set<Digest>()
        return rows.map(\.id).filter { seen.insert($0).inserted }
    }

    private func rows(_ store: ImageStore, _ filters: ImageFilters) throws(BuildError) -> [ImageRow] {
        let wanted = try options.name.map { text throws(BuildError) in try ImageReference(parsing: text) }
        var rows = [ImageRow]()
        for image in try store.images.list() {
            let references = image.names.compactMap { try? ImageReference(parsing: $0) }
            guard filters.take(isDangling: references.isEmpty) else { continue }
            if filters.hasLabels, !filters.take(labels: try store.images.config(image.id).config.labels) { continue }
            let digests =
                options.digests || format.names(field: "Digest") ? try store.manifests.digests(of: image.id) : []
            // An image that only stands below others, or that lost its name, is shown as docker shows it.
            if references.isEmpty, wanted == nil, !image.isComposed {
                if filters.take(nil) { rows.append(row(image, nil, digests)) }
            }
            for reference in references where filters.take(reference) {
                if let wanted, wanted.name != reference.name || (wanted.hasExplicitTag && wanted.tag != reference.tag) {
                    continue
                }
                rows.append(row(image, reference, digests))
            }
        }
        return rows.sorted { left, right in
            left.created == right.created
                ? (left.repository, left.tag, left.platform) < (right.repository, right.tag, right.platform)
                : (left.created ?? "") > (right.created ?? "")
        }
    }

    private func row(
        _ image: ImageSummary, _ name: ImageReference?, _ digests: [(repository: String, digest: Digest)]
    ) -> ImageRow {
        ImageRow(
            repository: name?.familiarName ?? "<none>", tag: name?.tag ?? "<none>", id: image.id,
            platform: image.platform, created: image.created, size: image.size,
            digest: digests.first { $0.repository == name?.name }?.digest)
    }
}

/// Which images `images` lists.
struct ImageFilters: Sendable {
    private var labels: [LabelCondition] = []
    private var isDangling: Bool?
    private var names: [PathPattern] = []

    /// Reads `--filter`.
    ///
    /// - Throws: `usage`.
    init(parsing texts: [String]) throws(BuildError) {
        for text in texts {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            switch (parts.first, parts.dropFirst().first) {
            case ("label", let value?): labels.append(LabelCondition(parsing: value))
            case ("reference", let text?):
                guard let pattern = try? PathPattern(text) else {
                    throw BuildError(.usage, "--filter 'reference=\(text)' can't be used: the pattern is malformed")
                }
                names.append(pattern)
            case ("dangling", "true"), ("dangling", "1"): isDangling = true
            case ("dangling", "false"), ("dangling", "0"): isDangling = false
            default:
                throw BuildError(
                    .usage, "--filter '\(text)' can't be used",
                    help: "use label=NAME[=VALUE], reference=PATTERN or dangling=true")
            }
        }
    }

    /// - Parameter isDangling: whether the image has no name.
    func take(isDangling: Bool) -> Bool { self.isDangling == nil || self.isDangling == isDangling }

    /// Whether it matters which labels an image has.
    var hasLabels: Bool { !labels.isEmpty }

    func take(labels: [String: String]) -> Bool { self.labels.allSatisfy { $0.holds(for: labels) } }

    /// - Parameter name: nil for an image without one.
    func take(_ name: ImageReference?) -> Bool {
        guard let name else { return names.isEmpty }
        return names.isEmpty || names.contains { $0.matches(name.familiar) || $0.matches(name.familiarName) }
    }
}
