/// A pattern of `${name#pattern}` and its relatives: `*` is any text, `?` any character, nothing else is special.
///
/// POSIX 2.14, without bracket expressions.
struct ShellPattern {
    private enum Unit {
        case any
        case literal(Unicode.Scalar)

        func matches(_ scalar: Unicode.Scalar) -> Bool {
            if case .literal(let wanted) = self { wanted == scalar } else { true }
        }
    }

    /// What stands between the stars; there is one more than there are stars.
    private var segments: [[Unit]] = [[]]

    private init(segments: [[Unit]]) {
        self.segments = segments
    }

    /// A backslash makes `*`, `?` and itself literal, and protects `/` and `}`; before anything else it is an error.
    init(_ text: some Sequence<Unicode.Scalar>) throws(ExpansionFailure) {
        var scalars = text.makeIterator()
        while let scalar = scalars.next() {
            switch scalar {
            case "*": segments.append([])
            case "?": add(.any)
            case "\\": add(.literal(try Self.escaped(scalars.next())))
            default: add(.literal(scalar))
            }
        }
    }

    private mutating func add(_ unit: Unit) {
        segments[segments.count - 1].append(unit)
    }

    private static func escaped(_ scalar: Unicode.Scalar?) throws(ExpansionFailure) -> Unicode.Scalar {
        guard let scalar, "*?\\/}".unicodeScalars.contains(scalar) else {
            throw ExpansionFailure("invalid escape '\\\(scalar.map(String.init) ?? "")' in a pattern")
        }
        return scalar
    }

    /// The pattern that matches the same texts backwards.
    var reversed: ShellPattern { ShellPattern(segments: segments.reversed().map { $0.reversed() }) }

    /// The end of the shortest, or longest, match that begins at `start`.
    func endOfMatch(in text: [Unicode.Scalar], from start: Int, longest: Bool) -> Int? {
        guard matches(segments[0], in: text, at: start) else { return nil }
        var position = start + segments[0].count
        for (index, segment) in segments.enumerated().dropFirst() {
            let isLatest = longest && index == segments.count - 1
            let places = position...text.count
            let found =
                isLatest
                ? places.last { matches(segment, in: text, at: $0) }
                : places.first { matches(segment, in: text, at: $0) }
            guard let found else { return nil }
            position = found + segment.count
        }
        return position
    }

    /// The first match at or after `start`, as long as it can be.
    func firstMatch(in text: [Unicode.Scalar], from start: Int) -> Range<Int>? {
        guard let first = (start...text.count).first(where: { matches(segments[0], in: text, at: $0) }),
            let end = endOfMatch(in: text, from: first, longest: true)
        else { return nil }
        return first..<end
    }

    private func matches(_ segment: [Unit], in text: [Unicode.Scalar], at start: Int) -> Bool {
        guard start + segment.count <= text.count else { return false }
        var index = 0
        while index < segment.count {
            guard segment[index].matches(text[start + index]) else { return false }
            index += 1
        }
        return true
    }
}

extension ShellPattern {
    /// The text without the shortest, or longest, match at its start.
    func removingPrefix(of text: [Unicode.Scalar], longest: Bool) -> [Unicode.Scalar] {
        endOfMatch(in: text, from: 0, longest: longest).map { Array(text[$0...]) } ?? text
    }

    /// The text without the shortest, or longest, match at its end.
    func removingSuffix(of text: [Unicode.Scalar], longest: Bool) -> [Unicode.Scalar] {
        reversed.removingPrefix(of: text.reversed(), longest: longest).reversed()
    }

    /// The text with its first match, or all of them, replaced. No match is empty right after another one.
    func replacing(in text: [Unicode.Scalar], with replacement: [Unicode.Scalar], all: Bool) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        var position = 0
        var lastEnd: Int?
        while position <= text.count, let match = firstMatch(in: text, from: position) {
            result += text[position..<match.lowerBound]
            if !match.isEmpty || match.lowerBound != lastEnd { result += replacement }
            position = match.upperBound
            lastEnd = match.upperBound
            if match.isEmpty {
                if position < text.count { result.append(text[position]) }
                position += 1
            }
            if !all { break }
        }
        return result + text[min(position, text.count)...]
    }
}
