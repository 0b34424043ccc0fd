/// What one package says of another (Debian Policy 7.1; deb-control(5)): `libc6 (>= 2.34)`.
package struct PackageRelation: Hashable, Sendable, CustomStringConvertible {
    /// How a version is compared.
    package enum Operator: String, Sendable {
        case earlier = "<<"
        case earlierOrEqual = "<="
        case equal = "="
        case laterOrEqual = ">="
        case later = ">>"
    }

    package let name: String
    /// Nil where every version will do.
    package let version: (operator: Operator, version: DebianVersion)?
    /// After a colon: `any`, `native`, an architecture.
    package let architecture: String?

    /// Reads one relation; nil for what is none.
    init?(parsing text: Substring) {
        let text = text.trimmingBlanks
        let head = text.prefix { !" (\t\n[<".contains($0) }
        var rest = text.dropFirst(head.count).trimmingBlanks
        let parts = head.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let name = parts.first, PackageRelation.isName(name) else { return nil }
        self.name = String(name)
        architecture = parts.count == 2 ? String(parts[1]) : nil
        guard rest.first == "(", let end = rest.firstIndex(of: ")") else {
            version = nil
            return
        }
        rest = rest[rest.index(after: rest.startIndex)..<end].trimmingBlanks
        let sign = rest.prefix { "<>=".contains($0) }
        // `<` and `>` are old for `<=` and `>=`.
        let known = Operator(rawValue: ["<": "<=", ">": ">="][String(sign)] ?? String(sign))
        guard let known, let version = DebianVersion(rest.dropFirst(sign.count).trimmingBlanks) else { return nil }
        self.version = (known, version)
    }

    /// Reads a field of relations: alternatives divided by `|`, groups of them by commas. What is malformed is passed over.
    static func groups(_ field: String?) -> [[PackageRelation]] {
        (field ?? "").split(separator: ",").map { group in
            group.split(separator: "|").compactMap { PackageRelation(parsing: $0) }
        }.filter { !$0.isEmpty }
    }

    /// Whether a version will do; of what has none, only where none is asked for.
    func accepts(_ other: DebianVersion?) -> Bool {
        guard let (sign, version) = version else { return true }
        guard let other else { return false }
        return switch sign {
        case .earlier: other < version
        case .earlierOrEqual: other <= version
        case .equal: other == version
        case .laterOrEqual: other >= version
        case .later: other > version
        }
    }

    package var description: String {
        let suffix = version.map { " (\($0.operator.rawValue) \($0.version))" } ?? ""
        return name + (architecture.map { ":\($0)" } ?? "") + suffix
    }

    package static func == (left: PackageRelation, right: PackageRelation) -> Bool {
        left.description == right.description
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(name) }

    /// The names of packages (Debian Policy 5.6.7).
    static func isName(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && text.utf8.count <= 255
            && text.utf8.allSatisfy {
                switch $0 {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
                    true
                default: false
                }
            }
    }
}
