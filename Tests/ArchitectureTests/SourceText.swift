/// One Swift file and what the rules ask of it.
struct SourceText {
    /// From the repository's root: `Sources/Layers/Tar/TarReader.swift`.
    let path: String
    let lines: [Substring]
    /// Lines of code with their numbers, comments and the insides of multi-line strings left out.
    let code: [(number: Int, text: Substring)]

    init(path: String, text: String) {
        self.path = path
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        var isInString = false
        code = lines.enumerated().compactMap { index, line in
            let wasInString = isInString
            if line.ranges(of: "\"\"\"").count == 1 { isInString.toggle() }
            return wasInString || line.drop { $0 == " " }.hasPrefix("//") ? nil : (index + 1, line)
        }
    }

    /// The target that the file belongs to.
    var target: String { String(path.split(separator: "/").dropFirst().first ?? "") }

    /// The modules that the file imports; `import struct Module.Type` counts as `Module`.
    var imports: [String] {
        let modifiers: Set<Substring> = ["package", "public", "internal", "private", "fileprivate"]
        let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
        return code.compactMap { _, line in
            let words = line.split(separator: " ").drop { $0.hasPrefix("@") || modifiers.contains($0) }
            guard words.first == "import" else { return nil }
            return words.dropFirst().first { !kinds.contains($0) }?.split(separator: ".").first.map(String.init)
        }
    }
}
