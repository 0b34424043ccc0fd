/// What Package.swift says about targets, tests left out.
struct PackageManifest {
    /// Each target with the targets it depends on.
    let targets: [String: Set<String>]

    init(text: String) {
        let pattern = /(\btests\(|\blibrary\(|\.(?:\w*[tT]arget|systemLibrary)\(\s*name:)\s*"(\w+)"/
        let matches = text.matches(of: pattern)
        let ends = matches.dropFirst().map(\.range.lowerBound) + [text.endIndex]
        var names = [String: Set<String>]()
        for (match, end) in zip(matches, ends) where !match.output.1.contains("est") {
            let quoted = text[match.range.upperBound..<end].matches(of: /"(\w+)"/).map { String($0.output.1) }
            names[String(match.output.2)] = Set(quoted)
        }
        targets = names.mapValues { $0.intersection(names.keys) }
    }
}
