/// A file name pattern in parts, matched against bytes of UTF-8. Shared by path patterns and ignore patterns.
struct GlobPattern {
    enum Part {
        case literal([UInt8])
        /// `?`: one character other than `/`.
        case anyCharacter
        /// `*`: any characters other than `/`.
        case star
        /// `[…]`: one character of a class.
        case characterClass(CharacterClass)
        /// `**/`: nothing, or any directories.
        case directories
        /// `**` at the end: anything.
        case everything
    }

    private(set) var parts: [Part] = []
    private var literal: [UInt8] = []

    /// The rules of Go's `filepath.Match`, and `**` where it is asked for; nil for a malformed pattern.
    init?(_ text: some Sequence<UInt8>, doubleStars: Bool) {
        var rest = Array(String(decoding: Array(text), as: UTF8.self).unicodeScalars)[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "*" where doubleStars && rest.first == "*":
                rest.removeFirst()
                if rest.first == "/" { rest.removeFirst() }
                add(rest.isEmpty ? .everything : .directories)
            case "*": add(.star)
            case "?": add(.anyCharacter)
            case "[":
                guard let characters = CharacterClass(&rest) else { return nil }
                add(.characterClass(characters))
            case "\\":
                guard let escaped = rest.popFirst() else { return nil }
                literal += Array(String(escaped).utf8)
            default: literal += Array(String(scalar).utf8)
            }
        }
        flushLiteral()
    }

    private mutating func add(_ part: Part) {
        flushLiteral()
        parts.append(part)
    }

    private mutating func flushLiteral() {
        if !literal.isEmpty { parts.append(.literal(literal)) }
        literal = []
    }

    /// The text itself, if nothing in the pattern is special.
    var literalText: [UInt8]? {
        switch parts.count {
        case 0: return []
        case 1: if case .literal(let text) = parts[0] { return text }
        default: break
        }
        return nil
    }

    /// Whether the whole path matches.
    func matches(_ path: UnsafeBufferPointer<UInt8>) -> Bool {
        guard mayMatchEnds(of: path) else { return false }
        var places = [0]
        for part in parts {
            places = Self.advance(places, past: part, in: path)
            if places.isEmpty { return false }
        }
        return places.contains(path.count)
    }

    /// Whether some path that begins with `prefix` could match.
    func mayMatch(pathsStartingWith prefix: UnsafeBufferPointer<UInt8>) -> Bool {
        var places = [0]
        for part in parts {
            if places.contains(prefix.count) { return true }
            switch part {
            case .literal(let text) where places.contains { text.starts(with: prefix[$0...]) }: return true
            case .everything where !places.isEmpty: return true
            default: break
            }
            places = Self.advance(places, past: part, in: prefix)
        }
        return false
    }

    /// A cheap test that most paths fail: the literals that the pattern begins and ends with.
    private func mayMatchEnds(of path: UnsafeBufferPointer<UInt8>) -> Bool {
        if case .literal(let text) = parts.first, !path.starts(with: text) { return false }
        guard case .literal(let text) = parts.last else { return true }
        return path.suffix(text.count).elementsEqual(text)
    }

    /// The places, in rising order, at which a part that begins at one of `places` may end.
    private static func advance(_ places: [Int], past part: Part, in path: UnsafeBufferPointer<UInt8>) -> [Int] {
        switch part {
        case .literal(let text):
            return places.filter { path[$0...].starts(with: text) }.map { $0 + text.count }
        case .anyCharacter:
            return places.compactMap { place in
                scalar(at: place, in: path).flatMap { $0.value == "/" ? nil : place + $0.length }
            }
        case .characterClass(let characters):
            return places.compactMap { place in
                scalar(at: place, in: path).flatMap { characters.contains($0.value) ? place + $0.length : nil }
            }
        case .star:
            return componentEnds(places, in: path)
        case .directories:
            guard let first = places.first else { return [] }
            let afterSlashes = (first..<path.count).filter { path[$0] == UInt8(ascii: "/") }.map { $0 + 1 }
            return Set(places).union(afterSlashes).sorted()
        case .everything:
            return places.first.map { Array($0...path.count) } ?? []
        }
    }

    private static func componentEnds(_ places: [Int], in path: UnsafeBufferPointer<UInt8>) -> [Int] {
        var ends: [Int] = []
        for place in places where place > ends.last ?? -1 {
            var end = place
            ends.append(end)
            while end < path.count, path[end] != UInt8(ascii: "/") {
                end += 1
                ends.append(end)
            }
        }
        return ends
    }

    /// The character at a place and its length in bytes. A byte that is no UTF-8 is one character.
    private static func scalar(
        at place: Int, in path: UnsafeBufferPointer<UInt8>
    ) -> (value: Unicode.Scalar, length: Int)? {
        guard place < path.count else { return nil }
        var decoder = UTF8()
        var bytes = path[place...].makeIterator()
        guard case .scalarValue(let value) = decoder.decode(&bytes) else { return ("\u{FFFD}", 1) }
        return (value, UTF8.width(value))
    }
}
