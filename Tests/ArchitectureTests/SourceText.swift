/// One Swift file and what the rules ask of it.
struct SourceText {
    /// From the repository's root: `Sources/Layers/Tar/TarReader.swift`.
    let path: String
    let lines: [Substring]

    init(path: String, text: String) {
        self.path = path
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// The target that the file belongs to.
    var target: String { String(path.split(separator: "/").dropFirst().first ?? "") }

    /// The modules that the file imports, with `import struct Module.Type` counted as `Module`.
    var imports: [String] {
        lines.compactMap { line in
            let pattern =
                /^\s*(?:@\w+(?:\(\w+\))?\s+)*(?:\w+\s+)?import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(\w+)/
            return line.firstMatch(of: pattern).map { String($0.output.1) }
        }
    }

    /// Lines of code, comments and the contents of multi-line strings left out, each with its number.
    var code: [(number: Int, text: Substring)] {
        var isInString = false
        return lines.enumerated().compactMap { index, line in
            let wasInString = isInString
            if line.ranges(of: "\"\"\"").count == 1 { isInString.toggle() }
            let text = line.drop { $0 == " " }
            return wasInString || text.hasPrefix("//") ? nil : (index + 1, line)
        }
    }
}
