import Diagnostics

/// The arguments that FROM lines may use: those before the first FROM, and the predefined ones of the platform.
struct LintGlobals {
    /// Those that are set.
    private(set) var values: [String: String]
    /// Those that are set, and those that are declared without a value; sorted.
    private(set) var names: [String] = []
    /// Whether a default value could not be expanded.
    private(set) var hasFailure = false
    private let expander: WordExpander
    /// Unicode scalars that default values were expanded to.
    private var expanded = 0
    private static let mostExpanded = 1 << 20

    init(_ document: DockerfileDocument, platform: [String: String], given: [String: String]) {
        expander = WordExpander(escape: document.escape, limit: StageWalk.longestText)
        values = platform.merging(given.filter { platform[$0.key] != nil }) { $1 }
        var declared: Set<String> = []
        for case .arg(let declarations) in document.globalArguments.map(\.kind) {
            for declaration in declarations {
                declared.insert(declaration.name.text)
                set(declaration, given)
            }
        }
        names = declared.union(values.keys).sorted()
    }

    private mutating func set(_ declaration: ArgumentDeclaration, _ given: [String: String]) {
        let name = declaration.name.text
        if let value = given[name] {
            values[name] = value
        } else if let word = declaration.value, expanded < Self.mostExpanded {
            let value = expand(word).text
            expanded += (value?.utf8.count ?? 0) + word.text.utf8.count
            hasFailure = hasFailure || value == nil
            values[name] = value.map(LintScope.shortened)
        }
    }

    /// What a word of a FROM line becomes, nil if it can't be expanded, and the names in it that are set or are not.
    func expand(_ word: Word) -> (text: String?, used: Set<String>, unset: [String]) {
        guard word.hasVariable || word.needsExpansion else { return (word.text, [], []) }
        var used: Set<String> = []
        let expansion = try? expander.expand(word) { name in
            let value = values[name]
            if value != nil { used.insert(name) }
            return value
        }
        return (expansion?.text, used, expansion?.unsetNames ?? [])
    }
}

extension Word {
    /// Whether expansion may change the text.
    var needsExpansion: Bool { text.utf8.contains { $0.isQuote || "$\\`".utf8.contains($0) } }
}
