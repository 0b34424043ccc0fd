package import ImageModel

/// A row of `history`.
package struct HistoryRow: Encodable, Sendable {
    /// Only the last instruction's image has one; the others exist as layers.
    let id: String
    let created: String?
    let createdBy: String
    let size: Int64
    let comment: String

    /// The history of an image, the last instruction first.
    ///
    /// - Parameters:
    ///   - id: as it is shown.
    ///   - sizes: the bytes that each layer has added, lowest first.
    package static func all(of config: ImageConfig, id: String, sizes: [Int64]) -> [HistoryRow] {
        var sizes = sizes[...]
        let rows = config.history.map { entry in
            let size = entry.emptyLayer == true ? 0 : sizes.popFirst() ?? 0
            return HistoryRow(
                id: "<missing>", created: entry.created, createdBy: entry.createdBy ?? "", size: size,
                comment: entry.comment ?? "")
        }
        return rows.reversed().enumerated().map { index, row in
            HistoryRow(
                id: index > 0 ? row.id : id, created: row.created, createdBy: row.createdBy, size: row.size,
                comment: row.comment)
        }
    }

    /// The instruction as docker shows it; 45 characters of it, if it is to be cut.
    func shownInstruction(isCut: Bool) -> String {
        isCut && createdBy.count > 45 ? "\(createdBy.prefix(44))…" : createdBy
    }

    /// The row as templates have it, with docker's names.
    ///
    /// - Parameter isCut: whether instructions are cut.
    package func value(isCut: Bool, now: Timestamp) -> TemplateValue {
        // In the order of their names, as docker's `json` writes them.
        .structure([
            .init("Comment", .string(comment)),
            .init("CreatedAt", .string(created.flatMap(Timestamp.init(rfc3339:))?.localRFC3339 ?? "N/A")),
            .init("CreatedBy", .string(shownInstruction(isCut: isCut).replacing("\t", with: " "))),
            .init("CreatedSince", .string(RelativeTime.text(from: created, to: now))), .init("ID", .string(id)),
            .init("Size", .string(ByteCount.text(size))),
        ])
    }

    /// What stands above columns of the fields.
    package static let titles = TemplateValue.structure([
        .init("ID", .string("IMAGE")), .init("CreatedSince", .string("CREATED")),
        .init("CreatedAt", .string("CREATED AT")), .init("CreatedBy", .string("CREATED BY")),
        .init("Size", .string("SIZE")), .init("Comment", .string("COMMENT")),
    ])
}
