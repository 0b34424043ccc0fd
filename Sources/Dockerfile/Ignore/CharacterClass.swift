/// `[a-z]` or `[^a-z]`, as in Go's `filepath.Match`.
struct CharacterClass {
    private var ranges: [ClosedRange<UInt32>] = []
    private let isNegated: Bool

    /// Reads what follows the `[`, up to the `]`; nil if that is malformed.
    init?(_ rest: inout ArraySlice<Unicode.Scalar>) {
        isNegated = rest.first == "^"
        if isNegated { rest.removeFirst() }
        while rest.first != "]" || ranges.isEmpty {
            guard let low = Self.member(&rest) else { return nil }
            var high = low
            if rest.first == "-" {
                rest.removeFirst()
                guard let end = Self.member(&rest) else { return nil }
                high = end
            }
            // A range written backwards is valid, and has no members.
            ranges.append(low <= high ? low...high : .max ... .max)
        }
        rest.removeFirst()
    }

    private static func member(_ rest: inout ArraySlice<Unicode.Scalar>) -> UInt32? {
        guard let scalar = rest.popFirst(), scalar != "-", scalar != "]" else { return nil }
        return scalar == "\\" ? rest.popFirst()?.value : scalar.value
    }

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        ranges.contains { $0.contains(scalar.value) } != isNegated
    }
}
