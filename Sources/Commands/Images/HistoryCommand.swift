import ArgumentParser
import Diagnostics
import ImageModel
import Store

struct HistoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "Shows the instructions that made an image, the last one first.",
        discussion: "Example:\n  pith history --no-trunc app")

    @Option(help: "table or json.")
    var format = ListFormat.table

    @Flag(help: "Show instructions and IDs whole.")
    var noTrunc = false

    @Flag(name: .shortAndLong, help: "Print IDs only.")
    var quiet = false

    @Argument(help: "A name or an ID.")
    var image: String

    private struct Row: Encodable {
        let id: String
        let created: String?
        let createdBy: String
        let size: Int64
        let comment: String
    }

    func run() throws {
        let store = try Session().openStore()
        defer { store.close() }
        let rows = rows(try ImageLookup(store: store).image(image))
        if quiet { return Standard.output(rows.map { "\($0.id)\n" }.joined()) }
        switch format {
        case .json: Standard.output(try CanonicalJSON.encodePretty(rows))
        case .table: Standard.output(table(rows))
        }
    }

    /// Only the last instruction's image has an ID; the others exist as layers.
    private func rows(_ image: StoredImage) -> [Row] {
        var layers = image.layers[...]
        let rows = image.config.history.map { entry in
            let size = entry.emptyLayer == true ? 0 : layers.popFirst()?.fileBytes ?? 0
            return Row(
                id: "<missing>", created: entry.created, createdBy: entry.createdBy ?? "", size: size,
                comment: entry.comment ?? "")
        }
        return rows.reversed().enumerated().map { index, row in
            let id = index > 0 ? row.id : noTrunc ? image.id.description : image.id.short
            return Row(id: id, created: row.created, createdBy: row.createdBy, size: row.size, comment: row.comment)
        }
    }

    private func table(_ rows: [Row]) -> String {
        let now = Timestamp.now
        let table = TableRenderer(columns: [
            .init("IMAGE"), .init("CREATED"), .init("CREATED BY"), .init("SIZE", .trailing), .init("COMMENT"),
        ])
        return table.render(
            rows.map { row in
                let text = !noTrunc && row.createdBy.count > 45 ? "\(row.createdBy.prefix(44))…" : row.createdBy
                return [
                    row.id, RelativeTime.text(from: row.created, to: now), text, ByteCount.text(row.size), row.comment,
                ]
            })
    }
}
