/// A version in the order of Semantic Versioning 2.0.0, section 11. Numbers that are left out are 0, and Go's leading `v`
/// is dropped.
struct SemanticVersion: Hashable {
    enum Identifier: Hashable, Comparable {
        case number(DecimalNumber)
        case text(String)
    }

    /// Major, minor and patch.
    private let numbers: [DecimalNumber]
    /// Empty for a release.
    private let preRelease: [Identifier]

    /// - Returns: nil for what is no such version.
    init?(_ text: String) {
        guard text.utf8.count <= 256 else { return nil }
        let bytes = Array(text.utf8.prefix { $0 != UInt8(ascii: "+") })
        let version = bytes.first == UInt8(ascii: "v") ? bytes.dropFirst() : bytes[...]
        let parts = version.split(separator: UInt8(ascii: "-"), maxSplits: 1, omittingEmptySubsequences: false)
        let dot = UInt8(ascii: ".")
        let core = parts[0].split(separator: dot, omittingEmptySubsequences: false)
        let numbers = core.compactMap { DecimalNumber($0) }
        guard numbers.count == core.count, (1...3).contains(numbers.count) else { return nil }
        self.numbers = numbers + Array(repeating: .zero, count: 3 - numbers.count)
        preRelease = parts.dropFirst().flatMap { $0.split(separator: dot) }.map { part in
            DecimalNumber(part).map(Identifier.number) ?? .text(String(decoding: part, as: UTF8.self))
        }
    }
}

extension SemanticVersion: Comparable {
    static func < (left: SemanticVersion, right: SemanticVersion) -> Bool {
        if left.numbers != right.numbers { return left.numbers.lexicographicallyPrecedes(right.numbers) }
        if left.preRelease.isEmpty || right.preRelease.isEmpty { return !left.preRelease.isEmpty }
        return left.preRelease.lexicographicallyPrecedes(right.preRelease)
    }
}
