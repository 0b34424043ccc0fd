/// A JSON text (RFC 8259) that keeps the order of its members and the digits of its numbers, so that a file of someone
/// else's can be changed in one place.
enum JSONDocument: Hashable, Sendable, Redacted {
    case object([Member])
    case array([JSONDocument])
    case string(String)
    /// A number, `true`, `false` or `null`, as it is written.
    case literal(String)

    static let null = JSONDocument.literal("null")

    struct Member: Hashable, Sendable {
        let name: String
        var value: JSONDocument
    }

    /// The members of an object; empty for anything else.
    var members: [Member] {
        if case .object(let members) = self { members } else { [] }
    }

    /// The text of a string.
    var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    var isObject: Bool {
        if case .object = self { true } else { false }
    }

    /// The value of the last member of this name, which is the one that counts; nil for what is no object.
    subscript(name: String) -> JSONDocument? { members.last { $0.name == name }?.value }

    /// Gives the last member of this name another value, or adds one at the end.
    mutating func set(_ name: String, to value: JSONDocument) {
        var members = members
        if let index = members.lastIndex(where: { $0.name == name }) {
            members[index].value = value
        } else {
            members.append(Member(name: name, value: value))
        }
        self = .object(members)
    }
}
