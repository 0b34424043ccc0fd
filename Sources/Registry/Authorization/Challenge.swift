/// One way in which a server asks who we are (RFC 9110 section 11.3).
struct Challenge: Hashable, Sendable {
    /// Lower case: `basic`, `bearer`.
    let scheme: String
    /// By name in lower case; of a name given twice the first counts.
    let parameters: [String: String]

    /// The challenges of all `WWW-Authenticate` fields of a response, in order. What can't be read is left out.
    static func parse(_ fields: [String]) -> [Challenge] {
        fields.flatMap { field in
            var parser = ChallengeParser(field)
            return parser.parse()
        }
    }
}

/// Reads one `WWW-Authenticate` field (RFC 9110 section 11.6.1).
///
/// A comma stands between challenges as well as between the parameters of one, so only an `=` behind a word tells which
/// of the two the word begins.
private struct ChallengeParser {
    private var rest: Substring.UTF8View
    private var challenges = [Challenge]()
    private var scheme: String?
    private var parameters = [String: String]()

    init(_ field: String) {
        rest = Substring(field).utf8
    }

    mutating func parse() -> [Challenge] {
        var followsComma = true
        while let byte = rest.first {
            if byte == UInt8(ascii: ",") {
                followsComma = true
                rest.removeFirst()
            } else if Self.isBlank(byte) {
                rest.removeFirst()
            } else {
                takeWord(followsComma: followsComma)
                followsComma = false
            }
        }
        endChallenge()
        return challenges
    }

    /// Takes a scheme, a parameter, or the `token68` that some schemes have in place of parameters.
    private mutating func takeWord(followsComma: Bool) {
        let word = String(take { $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "=") && !Self.isBlank($0) }).lowercased()
        let blanks = take(Self.isBlank)
        guard rest.first == UInt8(ascii: "=") else {
            guard followsComma else { return }
            endChallenge()
            scheme = word
            return
        }
        rest.removeFirst()
        if blanks.isEmpty, rest.first.map({ $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: ",") }) ?? true {
            _ = take { $0 != UInt8(ascii: ",") }
            return
        }
        let value = takeValue()
        if parameters[word] == nil { parameters[word] = value }
    }

    /// A quoted string, or anything without blanks: addresses often come without their quotes.
    private mutating func takeValue() -> String {
        _ = take(Self.isBlank)
        guard rest.first == UInt8(ascii: "\"") else {
            return String(take { $0 != UInt8(ascii: ",") && !Self.isBlank($0) })
        }
        rest.removeFirst()
        var value = [UInt8]()
        while let byte = rest.popFirst(), byte != UInt8(ascii: "\"") {
            if byte == UInt8(ascii: "\\"), let escaped = rest.popFirst() {
                value.append(escaped)
            } else {
                value.append(byte)
            }
        }
        return String(decoding: value, as: UTF8.self)
    }

    private mutating func endChallenge() {
        if let scheme { challenges.append(Challenge(scheme: scheme, parameters: parameters)) }
        scheme = nil
        parameters = [:]
    }

    private mutating func take(_ isWanted: (UInt8) -> Bool) -> Substring {
        let taken = rest.prefix(while: isWanted)
        rest = rest[taken.endIndex...]
        return Substring(taken)
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
}
