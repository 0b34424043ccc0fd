/// Lines of the Dockerfile as BuildKit's results have them: a range for each line.
struct SourceLines: Encodable {
    let ranges: [Range]

    struct Range: Encodable {
        let start: Position
        let end: Position
    }

    /// A line, counted from 1.
    struct Position: Encodable {
        let line: Int
    }

    init(_ lines: ClosedRange<Int>) {
        ranges = lines.map { Range(start: Position(line: $0), end: Position(line: $0)) }
    }
}
