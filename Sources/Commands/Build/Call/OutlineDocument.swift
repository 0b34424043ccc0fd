import Diagnostics
import Dockerfile
import FoundationEssentials

/// What a target takes, as BuildKit's `frontend.outline` gives it (its package `subrequests/outline`).
struct OutlineDocument: Encodable {
    struct Argument: Encodable {
        let name: String
        let description: String?
        let value: String?
        let location: SourceLines
    }

    struct Credential: Encodable {
        let name: String
        let required: Bool?
        let location: SourceLines

        init(_ credential: BuildOutline.Credential) {
            name = credential.name
            required = credential.isRequired ? true : nil
            location = SourceLines(credential.lines)
        }
    }

    let name: String?
    let description: String?
    let args: [Argument]?
    let secrets: [Credential]?
    let ssh: [Credential]?
    /// The file, in base64.
    let sources: [Data]

    init(_ outline: BuildOutline, _ file: SourceFile) {
        name = outline.name.nonEmpty
        description = outline.description.nonEmpty
        let arguments = outline.arguments.map { argument in
            Argument(
                name: argument.name, description: argument.description.nonEmpty, value: argument.value.nonEmpty,
                location: SourceLines(argument.lines))
        }
        args = arguments.isEmpty ? nil : arguments
        secrets = outline.secrets.isEmpty ? nil : outline.secrets.map(Credential.init)
        ssh = outline.sshAgents.isEmpty ? nil : outline.sshAgents.map(Credential.init)
        sources = [Data(file.bytes)]
    }

    /// A paragraph for each kind.
    var text: String {
        var paragraphs: [String] = []
        if name != nil || description != nil {
            let head = ["TARGET:", name ?? "(default)"]
            let rows = [head] + (description.map { [["DESCRIPTION:", $0]] } ?? [])
            paragraphs.append(AlignedText.rows(rows, gap: 1))
        }
        if let args {
            let rows = args.map { [$0.name, $0.value ?? "", $0.description ?? ""] }
            paragraphs.append(AlignedText.rows([["BUILD ARG", "VALUE", "DESCRIPTION"]] + rows, gap: 3))
        }
        for (title, credentials) in [("SECRET", secrets), ("SSH", ssh)] {
            guard let credentials else { continue }
            let rows = credentials.map { [$0.name, $0.required == true ? "true" : ""] }
            paragraphs.append(AlignedText.rows([[title, "REQUIRED"]] + rows, gap: 3))
        }
        return paragraphs.map { $0 + "\n" }.joined()
    }
}
