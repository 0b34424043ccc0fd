import Diagnostics
import FoundationEssentials
import ImageModel

/// BuildKit's `SolveStatus` as far as Pith has something to say in it. Times are RFC 3339, `Data` is base64.
struct RawStatus: Encodable {
    var vertexes: [Vertex]?
    var statuses: [Status]?
    var logs: [Log]?
    var warnings: [Warning]?

    struct Vertex: Encodable {
        let digest: Digest
        let name: String
        let started: String
        var completed: String?
        var cached: Bool?
        var error: String?

        /// The same step once it has ended.
        func ended(_ outcome: StepOutcome, at time: String) -> Vertex {
            var vertex = self
            vertex.completed = time
            switch outcome {
            case .done: break
            case .cached: vertex.cached = true
            case .cancelled: vertex.error = "context canceled"
            case .failed(let message): vertex.error = message
            }
            return vertex
        }
    }

    struct Status: Encodable {
        let id: String
        let vertex: Digest
        var total: Int64?
        let current: Int64
        let timestamp: String
        let started: String
        var completed: String?
    }

    struct Log: Encodable {
        let vertex: Digest
        /// 1 is standard output; a step's two streams are one here.
        var stream = 1
        let data: Data
        let timestamp: String
    }

    struct Warning: Encodable {
        var level = 1
        let short: Data
        let detail: [Data]
        let sourceInfo: SourceInfo?
        let range: [Range]?

        struct SourceInfo: Encodable {
            let filename: String
        }

        struct Range: Encodable {
            let start: Position
            let end: Position
        }

        /// A line, counted from 1.
        struct Position: Encodable {
            let line: Int
        }

        init(_ diagnostic: Diagnostic) {
            short = Data(diagnostic.message.utf8)
            detail = (diagnostic.notes + (diagnostic.help.map { [$0] } ?? [])).map { Data($0.utf8) }
            sourceInfo = diagnostic.range.map { SourceInfo(filename: $0.file.name) }
            range = diagnostic.range.map {
                [Range(start: Position(line: $0.line), end: Position(line: $0.lastLine))]
            }
        }
    }
}
