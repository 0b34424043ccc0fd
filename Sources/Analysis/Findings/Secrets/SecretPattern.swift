/// How one form of secret is recognised in a text.
struct SecretPattern: Sendable {
    let rule: SecretRule
    /// Four bytes that every secret of this form has, or that lead to it; the rarer in texts the better.
    let fragment: UInt32
    /// Whether a secret is where the window has the fragment.
    let matches: @Sendable (SecretWindow) -> Bool

    /// - Parameter fragment: four ASCII characters.
    init(_ rule: SecretRule, fragment: String, matches: @escaping @Sendable (SecretWindow) -> Bool) {
        self.rule = rule
        self.fragment = SecretPattern.word(fragment.utf8)
        self.matches = matches
    }

    /// A token of a fixed beginning and a body of one alphabet.
    ///
    /// - Parameters:
    ///   - fragment: four characters of `prefix`.
    ///   - lengths: how many characters the body has.
    ///   - borders: what does not stand next to a whole token.
    ///   - check: what else holds for a body.
    static func token(
        _ rule: SecretRule, prefix: String, fragment: String, _ alphabet: ByteSet, _ lengths: ClosedRange<Int>,
        borders: ByteSet = .wordOrDash, check: (@Sendable (ArraySlice<UInt8>) -> Bool)? = nil
    ) -> SecretPattern {
        let offset = SecretPattern.offset(of: fragment, in: prefix)
        let prefixLength = prefix.utf8.count
        return SecretPattern(rule, fragment: fragment) { window in
            let start = window.place - offset
            guard window.has(prefix, at: start), window.isNeither(borders, at: start - 1) else { return false }
            let body = start + prefixLength
            let length = window.run(of: alphabet, from: body, limit: lengths.upperBound + 1)
            let range = body..<body + length
            guard lengths.contains(length), window.isNeither(borders, at: range.upperBound) else { return false }
            return !window.isPlaceholder(range) && check?(window.slice(range)) ?? true
        }
    }

    /// Up to four bytes as a number whose bytes in memory are in their order on a little-endian machine.
    static func word(_ bytes: some Sequence<UInt8>) -> UInt32 {
        bytes.prefix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }

    private static func offset(of fragment: String, in prefix: String) -> Int {
        let (whole, part) = (Array(prefix.utf8), Array(fragment.utf8))
        return whole.indices.first { whole[$0...].starts(with: part) } ?? 0
    }
}
