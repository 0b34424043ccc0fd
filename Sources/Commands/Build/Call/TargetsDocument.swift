import Diagnostics
import Dockerfile
import FoundationEssentials

/// The stages of a file, as BuildKit's `frontend.targets` gives them (its package `subrequests/targets`).
struct TargetsDocument: Encodable {
    struct Target: Encodable {
        let name: String?
        let isDefault: Bool?
        let description: String?
        let base: String?
        let platform: String?
        let location: SourceLines

        enum CodingKeys: String, CodingKey {
            case isDefault = "default"
            case name, description, base, platform, location
        }
    }

    let targets: [Target]
    /// The file, in base64.
    let sources: [Data]

    init(_ list: StageList, _ file: SourceFile) {
        targets = list.targets.map { target in
            Target(
                name: target.name.nonEmpty, isDefault: target.isDefault ? true : nil,
                description: target.description.nonEmpty, base: target.base.nonEmpty,
                platform: target.platform.nonEmpty, location: SourceLines(target.lines))
        }
        sources = [Data(file.bytes)]
    }

    /// A line for each stage.
    var text: String {
        let rows = targets.map { target in
            let name = [target.name, target.isDefault == true ? "(default)" : nil].compactMap(\.self)
            return [name.joined(separator: " "), target.description ?? ""]
        }
        return AlignedText.rows([["TARGET", "DESCRIPTION"]] + rows, gap: 1)
    }
}

/// Columns as Go's `text/tabwriter` aligns them: each as wide as its widest cell and a gap, but for the last.
enum AlignedText {
    static func rows(_ rows: [[String]], gap: Int) -> String {
        let rows = rows.map { $0.map(\.escapingControls) }
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                let padding = column == row.count - 1 ? 0 : widths[column] + gap - cell.count
                return cell + String(repeating: " ", count: padding)
            }
            return cells.joined() + "\n"
        }.joined()
    }
}

extension String {
    /// Nil for the empty text, which Go's JSON leaves out.
    var nonEmpty: String? { isEmpty ? nil : self }
}
