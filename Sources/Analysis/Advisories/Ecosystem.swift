/// A package registry that advisories are about, by its name in OSV (OSV schema, "Defined Ecosystems").
enum Ecosystem: String, Hashable {
    case pypi = "PyPI"
    case npm
    case crates = "crates.io"
    case go = "Go"

    /// A version that can be compared with others of its ecosystem.
    enum Version: Hashable, Comparable {
        case python(PythonVersion)
        case semantic(SemanticVersion)
    }

    /// The one that packages of a kind come from; nil for those whose advisories are not understood.
    init?(_ kind: PackageKind) {
        switch kind {
        case .python: self = .pypi
        case .node: self = .npm
        case .rust: self = .crates
        case .go: self = .go
        case .debian, .java: return nil
        }
    }

    /// The form in which names are equal: for Python, that of PEP 503, "Normalized Names".
    func normalized(_ name: String) -> String {
        guard self == .pypi else { return name }
        return name.lowercased().split { "-_.".contains($0) }.joined(separator: "-")
    }

    /// - Returns: nil for what is no version.
    func version(_ text: String) -> Version? {
        switch self {
        case .pypi: PythonVersion(text).map(Version.python)
        case .npm, .crates, .go: SemanticVersion(text).map(Version.semantic)
        }
    }
}
