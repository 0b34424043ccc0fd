/// Goes through a word once and writes what it expands to.
struct ExpansionScanner {
    /// Substitutions within substitutions; the scanner recurses.
    private static let deepestNesting = 50

    private let scalars: [Unicode.Scalar]
    private let escape: Unicode.Scalar
    /// Whether quotes mean anything; they do not in heredocs.
    private let readsQuotes: Bool
    private let splitsWords: Bool
    /// The most scalars of a result.
    private let limit: Int
    private var position = 0
    private var depth = 0
    private(set) var unsetNames: [String] = []
    private var knownUnsetNames: Set<String> = []

    init(_ text: String, escape: Escape, readsQuotes: Bool, splitsWords: Bool, limit: Int) {
        scalars = Array(text.unicodeScalars)
        self.escape = escape.scalar
        self.readsQuotes = readsQuotes
        self.splitsWords = splitsWords
        self.limit = limit
    }

    mutating func output(_ lookup: (String) -> String?) throws(ExpansionFailure) -> ExpansionOutput {
        try text(until: nil, keepsEscapes: false, lookup)
    }

    private var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    private mutating func take() -> Unicode.Scalar? {
        guard let scalar = next else { return nil }
        position += 1
        return scalar
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard next == scalar else { return false }
        position += 1
        return true
    }

    /// Expands up to `end`, which is passed over, or to the end of the word.
    ///
    /// `keepsEscapes` leaves escapes in the result for a pattern to read.
    private mutating func text(
        until end: Unicode.Scalar?, keepsEscapes: Bool, _ lookup: (String) -> String?
    ) throws(ExpansionFailure) -> ExpansionOutput {
        var output = ExpansionOutput(splitsWords: splitsWords, limit: limit)
        while let scalar = take() {
            switch scalar {
            case end:
                output.endWord()
                return output
            case "$": try output.append(try variable(lookup))
            case "'" where readsQuotes: try output.appendQuoted(try singleQuoted())
            case "\"" where readsQuotes:
                try output.appendQuoted(try doubleQuoted(keepsEscapes: keepsEscapes, lookup))
            case escape:
                if keepsEscapes { try output.appendQuoted(CollectionOfOne(scalar)) }
                if let escaped = take() { try output.appendQuoted(CollectionOfOne(escaped)) }
            default: try output.append(scalar)
            }
        }
        if let end { throw ExpansionFailure("missing '\(end)' in '${…}'") }
        output.endWord()
        return output
    }

    private mutating func singleQuoted() throws(ExpansionFailure) -> ArraySlice<Unicode.Scalar> {
        guard let end = scalars[position...].firstIndex(of: "'") else {
            throw ExpansionFailure("unmatched single quote")
        }
        defer { position = end + 1 }
        return scalars[position..<end]
    }

    private mutating func doubleQuoted(
        keepsEscapes: Bool, _ lookup: (String) -> String?
    ) throws(ExpansionFailure) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        while let scalar = take() {
            switch scalar {
            case "\"": return result
            case "$": result += try variable(lookup)
            case escape:
                let escapes = next == "\"" || next == "$" || next == escape
                if keepsEscapes || !escapes { result.append(scalar) }
                if escapes, let escaped = take() { result.append(escaped) }
            default: result.append(scalar)
            }
            try ExpansionOutput.check(size: result.count, limit: limit)
        }
        throw ExpansionFailure("unmatched double quote")
    }
}

// MARK: - Substitutions

extension ExpansionScanner {
    /// What follows a `$`.
    private mutating func variable(_ lookup: (String) -> String?) throws(ExpansionFailure) -> [Unicode.Scalar] {
        guard take("{") else {
            let name = name()
            return name.isEmpty ? ["$"] : value(of: name, lookup)
        }
        guard depth < Self.deepestNesting else { throw ExpansionFailure("substitutions are nested too deeply") }
        depth += 1
        defer { depth -= 1 }
        let name = name()
        guard !name.isEmpty else { throw ExpansionFailure("bad substitution: '${' without a name") }
        return try substitution(name, lookup)
    }

    /// Letters, digits and underscores; or digits only; or one of the shell's special parameters.
    private mutating func name() -> String {
        let rest = scalars[position...]
        var length = rest.prefix(while: Self.isDigit).count
        if length == 0, let first = rest.first, "@*#?-$!".unicodeScalars.contains(first) { length = 1 }
        if length == 0 { length = rest.prefix(while: Self.isNameScalar).count }
        var name = String.UnicodeScalarView()
        name.append(contentsOf: rest.prefix(length))
        position += length
        return String(name)
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII ? ("0"..."9").contains(scalar) : scalar.properties.generalCategory == .decimalNumber
    }

    private static func isNameScalar(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII {
            let byte = UInt8(truncatingIfNeeded: scalar.value)
            return byte.isLetter || byte.isDigit || scalar == "_"
        }
        return switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber: true
        default: scalar == "_"
        }
    }

    private mutating func value(of name: String, _ lookup: (String) -> String?) -> [Unicode.Scalar] {
        if let value = lookup(name) { return Array(value.unicodeScalars) }
        if knownUnsetNames.insert(name).inserted { unsetNames.append(name) }
        return []
    }

    /// What follows the name in `${name…}`, its brace included.
    private mutating func substitution(
        _ name: String, _ lookup: (String) -> String?
    ) throws(ExpansionFailure) -> [Unicode.Scalar] {
        let colon = take(":")
        guard let operation = take() else { throw ExpansionFailure("missing '}' in '${…}'") }
        switch operation {
        case "}" where !colon: return value(of: name, lookup)
        case "-", "+", "?": return try alternative(operation, for: name, emptyIsUnset: colon, lookup)
        case "#" where !colon, "%" where !colon: return try trimmed(name, operation, lookup)
        case "/" where !colon: return try replaced(name, lookup)
        default:
            let modifier = "\(colon ? ":" : "")\(operation)"
            throw ExpansionFailure("unsupported modifier '\(modifier)' in a substitution of '\(name)'")
        }
    }

    private mutating func alternative(
        _ operation: Unicode.Scalar, for name: String, emptyIsUnset: Bool, _ lookup: (String) -> String?
    ) throws(ExpansionFailure) -> [Unicode.Scalar] {
        let word = try text(until: "}", keepsEscapes: false, lookup)
        let found = lookup(name)
        let value = found.flatMap { $0.isEmpty && emptyIsUnset ? nil : Array($0.unicodeScalars) }
        switch operation {
        case "-": return value ?? word.scalars
        case "+": return value == nil ? [] : word.scalars
        default:
            if let value { return value }
            let reason = found == nil ? "is not allowed to be unset" : "is not allowed to be empty"
            throw ExpansionFailure("\(name): \(word.scalars.isEmpty ? reason : word.text)")
        }
    }

    private mutating func trimmed(
        _ name: String, _ operation: Unicode.Scalar, _ lookup: (String) -> String?
    ) throws(ExpansionFailure) -> [Unicode.Scalar] {
        let longest = take(operation)
        let pattern = try ShellPattern(try text(until: "}", keepsEscapes: true, lookup).scalars)
        let value = value(of: name, lookup)
        return operation == "#"
            ? pattern.removingPrefix(of: value, longest: longest) : pattern.removingSuffix(of: value, longest: longest)
    }

    private mutating func replaced(
        _ name: String, _ lookup: (String) -> String?
    ) throws(ExpansionFailure) -> [Unicode.Scalar] {
        let all = take("/")
        let pattern = try ShellPattern(try text(until: "/", keepsEscapes: true, lookup).scalars)
        let replacement = try text(until: "}", keepsEscapes: true, lookup).scalars
        let value = value(of: name, lookup)
        return pattern.replacing(in: value, with: replacement, all: all)
    }
}
