import ArgumentParser
import Diagnostics
import Glibc
import ImageModel
import Store

struct HistoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "Shows the instructions that made an image, the last one first.",

        discussion: """
            Examples:
              pith history --no-trunc app
              pith history --format '{{.Size}}: {{.CreatedBy}}' app
            """)

    @Option(help: RowFormatOption.help, completion: RowFormatOption.completion)
    var format = "table"

    @Flag(help: "Show instructions and IDs whole.")
    var noTrunc = false

    @Flag(name: .shortAndLong, help: "Print IDs only.")
    var quiet = false

    @Argument(help: "A name or an ID.")
    var image: String

    func run() throws {
        let format = try RowFormat(parsing: format)
        let store = try Session().openStore()
        defer { store.close() }
        let image = try ImageLookup(store: store).image(image)
        let rows = HistoryRow.all(
            of: image.config, id: noTrunc ? image.id.description : image.id.short, sizes: image.layers.map(\.fileBytes))
        switch format {
        case .template(let template, let isTable):
            Standard.output(
                try template.lines(
                    rows.map { $0.value(isCut: !noTrunc, now: .now) }, titles: isTable ? HistoryRow.titles : nil,
                    escapesControls: isatty(STDOUT_FILENO) == 1))
        case _ where quiet: Standard.output(rows.map { "\($0.id)\n" }.joined())
        case .json: Standard.output(try CanonicalJSON.encodePretty(rows))
        case .table: Standard.output(table(rows))
        }
    }

    private func table(_ rows: [HistoryRow]) -> String {
        let now = Timestamp.now
        let table = TableRenderer(columns: [
            .init("IMAGE"), .init("CREATED"), .init("CREATED BY"), .init("SIZE", .trailing), .init("COMMENT"),
        ])
        return table.render(
            rows.map { row in
                [
                    row.id, RelativeTime.text(from: row.created, to: now), row.shownInstruction(isCut: !noTrunc),
                    ByteCount.text(row.size), row.comment,
                ]
            })
    }
}
