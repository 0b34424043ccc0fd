extension PythonVersion {
    private static let lengthLimit = 256

    /// Reads a version in all the spellings that PEP 440 takes as equal ("Normalization").
    ///
    /// - Returns: nil for anything else.
    init?(_ text: String) {
        let blanks: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0B, 0x0C, 0x0D]
        guard text.utf8.count <= Self.lengthLimit else { return nil }
        var scanner = Scanner(text.lowercased().utf8.filter { !blanks.contains($0) })
        // Blanks are allowed around a version, not inside it.
        let inner = text.utf8.drop(while: blanks.contains).reversed().drop(while: blanks.contains)
        guard inner.count == scanner.rest.count else { return nil }
        scanner.skip("v")
        guard var first = scanner.number() else { return nil }
        var epoch = DecimalNumber.zero
        if scanner.skip("!") {
            guard let number = scanner.number() else { return nil }
            (epoch, first) = (first, number)
        }
        let release = scanner.release(after: first)
        let preRelease = scanner.preRelease()
        let post = scanner.post()
        let development = scanner.labelled(["dev"])?.number
        guard let local = scanner.local(), scanner.rest.isEmpty else { return nil }
        self.init(
            epoch: epoch, release: release,
            preRelease: preRelease ?? (post == nil && development != nil ? .developmentOnly : .none), post: post,
            development: development.map(Development.number) ?? .none, local: local)
    }
}

/// Takes a version apart from the left.
private struct Scanner {
    private(set) var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) {
        rest = bytes[...]
    }

    @discardableResult
    mutating func skip(_ text: String) -> Bool {
        guard rest.starts(with: text.utf8) else { return false }
        rest = rest.dropFirst(text.utf8.count)
        return true
    }

    mutating func number() -> DecimalNumber? {
        let digits = rest.prefix { (0x30...0x39).contains($0) }
        guard let number = DecimalNumber(digits) else { return nil }
        rest = rest.dropFirst(digits.count)
        return number
    }

    mutating func release(after first: DecimalNumber) -> [DecimalNumber] {
        var numbers = [first]
        var next = self
        while next.skip("."), let number = next.number() {
            numbers.append(number)
            self = next
        }
        while numbers.last == .zero { numbers.removeLast() }
        return numbers
    }

    mutating func preRelease() -> PythonVersion.PreRelease? {
        // Longer words first, so that none is taken for its beginning.
        guard let found = labelled(["alpha", "a", "beta", "b", "preview", "pre", "c", "rc"]) else { return nil }
        switch found.label {
        case "alpha", "a": return .alpha(found.number)
        case "beta", "b": return .beta(found.number)
        default: return .candidate(found.number)
        }
    }

    /// `-1` is short for `.post1`.
    mutating func post() -> DecimalNumber? {
        var next = self
        if next.skip("-"), let number = next.number() {
            self = next
            return number
        }
        return labelled(["post", "rev", "r"])?.number
    }

    /// Takes one of several words and its number, 0 if it has none, with or without separators before both.
    mutating func labelled(_ labels: [String]) -> (label: String, number: DecimalNumber)? {
        var next = self
        next.skipSeparator()
        guard let label = labels.first(where: { next.skip($0) }) else { return nil }
        next.skipSeparator()
        let number = next.number() ?? .zero
        self = next
        return (label, number)
    }

    private mutating func skipSeparator() {
        if let first = rest.first, "-_.".utf8.contains(first) { rest = rest.dropFirst() }
    }

    /// - Returns: nil for a local version that is none.
    mutating func local() -> [PythonVersion.LocalPart]? {
        guard skip("+") else { return [] }
        let parts = rest.split(omittingEmptySubsequences: false) { "-_.".utf8.contains($0) }
        rest = []
        guard parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(isAlphanumeric) }) else { return nil }
        return parts.map { part in
            DecimalNumber(part).map(PythonVersion.LocalPart.number) ?? .text(String(decoding: part, as: UTF8.self))
        }
    }

    private func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte)
    }
}
