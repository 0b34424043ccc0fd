/// A declaration that other targets can use.
struct Declaration {
    let place: String
    let keyword: String
    let name: String
    /// All lines from the keyword to the brace that opens the body.
    let signature: String
    let isTopLevel: Bool
    let isDocumented: Bool
    /// Lines from its first to its closing brace.
    let length: Int

    /// Whether it must say in a comment what it is.
    ///
    /// Types do, and functions and failing initialisers. Nested types, properties and plain initialisers are told by
    /// their names and the type around them, a function of one statement by that statement, and one that a protocol
    /// asks for by the protocol.
    func needsComment(requirements: Set<String>) -> Bool {
        switch keyword {
        case "struct", "enum", "protocol", "class", "actor", "typealias": isTopLevel
        case "func", "subscript": isTopLevel || length > 3 && !requirements.contains(name)
        case "init": signature.contains("throws") && !signature.contains("from decoder: any Decoder")
        default: false
        }
    }
}

extension SourceText {
    private static let keywords: Set<Substring> = [
        "func", "struct", "enum", "protocol", "class", "actor", "typealias", "subscript", "init", "let", "var",
    ]

    /// Everything in the file that is marked `package`.
    var declarations: [Declaration] {
        code.compactMap { number, line in
            let words = line.split { " (:{?".contains($0) }
            guard let access = words.firstIndex(of: "package"), words.dropFirst(access + 1).first != "import",
                let keyword = words[access...].firstIndex(where: { SourceText.keywords.contains($0) })
            else { return nil }
            let name = words.dropFirst(keyword + 1).first.map { $0.prefix(1) + $0.dropFirst().prefix { $0 != "<" } }
            let indentation = line.prefix { $0 == " " }
            let rest = lines[(number - 1)...]
            let open = rest.firstIndex { $0.hasSuffix("{") || $0.hasSuffix("}") } ?? number - 1
            let isOneLine = lines[open].hasSuffix("}")
            let close = isOneLine ? open : rest.firstIndex { $0 == indentation + "}" } ?? open
            let before = lines[..<(number - 1)].last { !$0.drop { $0 == " " }.hasPrefix("@") }
            return Declaration(
                place: "\(path):\(number)", keyword: String(words[keyword]), name: String(name ?? ""),
                signature: lines[(number - 1)...open].joined(separator: " "), isTopLevel: indentation.isEmpty,
                isDocumented: before.map { $0.drop { $0 == " " }.hasPrefix("///") } ?? false,
                length: close - number + 2)
        }
    }

    /// The names of functions that protocols in the file ask for.
    var requirements: Set<String> {
        var names = Set<String>()
        var isInProtocol = false
        for (_, line) in code {
            let words = line.split { " (".contains($0) }
            if !line.hasPrefix(" "), words.contains("protocol") { isInProtocol = true }
            if line == "}" { isInProtocol = false }
            if isInProtocol, let function = words.firstIndex(of: "func"), function + 1 < words.count {
                names.insert(String(words[function + 1]))
            }
        }
        return names
    }
}
