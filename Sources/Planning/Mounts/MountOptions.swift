import Diagnostics
import Dockerfile

/// The options of one `--mount`, expanded, each the last of its kind.
struct MountOptions {
    /// An option's value and where it stands; a switch has the value `true`.
    struct Value {
        let text: String
        let range: SourceRange
    }

    let kind: RunMount.Kind
    let range: SourceRange
    private let values: [RunMount.Key: Value]
    /// What `ro` and `rw` say together; nil where neither is given.
    let isReadOnly: Bool?

    /// - Parameter expand: is called for all values but that of `from`.
    /// - Throws: `invalidInput` at the option.
    init(_ mount: RunMount, expand: (Word) throws(BuildError) -> String) throws(BuildError) {
        var values = [RunMount.Key: Value]()
        var isReadOnly: Bool?
        for option in mount.options {
            var value = Value(text: "true", range: option.range)
            if let word = option.value {
                value = Value(text: option.key == .from ? word.text : try expand(word), range: word.range)
            }
            values[option.key] = value
            if option.key == .readOnly { isReadOnly = try Self.flag(value, option.key) }
            if option.key == .readWrite { isReadOnly = try !Self.flag(value, option.key) }
        }
        self.values = values
        self.isReadOnly = isReadOnly
        range = mount.word.range
        kind = try Self.kind(values[.type])
        try checkKeys()
    }

    subscript(key: RunMount.Key) -> Value? { values[key] }

    /// The text of an option that says something.
    func text(_ key: RunMount.Key) -> String? {
        guard let text = values[key]?.text, !text.isEmpty else { return nil }
        return text
    }

    func flag(_ key: RunMount.Key) throws(BuildError) -> Bool {
        guard let value = values[key] else { return false }
        return try Self.flag(value, key)
    }

    /// `mode`, `uid` and `gid`; nil where none of them is given. As in BuildKit, a mode has no special bits.
    func access(mode: UInt16) throws(BuildError) -> FileAccess? {
        guard values[.mode] != nil || values[.uid] != nil || values[.gid] != nil else { return nil }
        return FileAccess(
            mode: try number(.mode, radix: 8, limit: 0o7777).map { UInt16($0 & 0o777) } ?? mode,
            user: try number(.uid, radix: 10, limit: .max) ?? 0, group: try number(.gid, radix: 10, limit: .max) ?? 0)
    }

    /// `size`, in bytes.
    func size() throws(BuildError) -> Int64? {
        guard let value = values[.size] else { return nil }
        guard let size = ByteSize.parse(value.text) else {
            throw Self.refusal(
                "'\(value.text)' is not a size", value.range, help: "use a number and a unit, such as 10m")
        }
        return size
    }

    func sharing() throws(BuildError) -> CacheMount.Sharing {
        guard let value = values[.sharing] else { return .shared }
        guard let sharing = CacheMount.Sharing(rawValue: value.text.lowercased()) else {
            let names = CacheMount.Sharing.allCases.map(\.rawValue)
            throw Self.refusal(
                "unknown sharing mode '\(value.text)'", value.range,
                help: Suggestion.help(for: value.text, in: names) ?? "use \(names.joined(separator: ", "))")
        }
        return sharing
    }

    static func refusal(_ message: String, _ range: SourceRange, help: String? = nil) -> BuildError {
        BuildError(.invalidInput, [Diagnostic(code: "invalid-mount", message, at: range, help: help)])
    }

    private func number(_ key: RunMount.Key, radix: Int, limit: UInt32) throws(BuildError) -> UInt32? {
        guard let value = values[key] else { return nil }
        guard let number = UInt32(value.text, radix: radix), number <= limit, !value.text.hasPrefix("+") else {
            let what = key == .mode ? "a mode in octal digits" : "a number"
            throw Self.refusal("'\(value.text)' is not \(what) for '\(key.rawValue)'", value.range)
        }
        return number
    }

    /// As Go's `strconv.ParseBool`.
    private static func flag(_ value: Value, _ key: RunMount.Key) throws(BuildError) -> Bool {
        switch value.text {
        case "1", "t", "T", "true", "TRUE", "True": return true
        case "0", "f", "F", "false", "FALSE", "False": return false
        default:
            throw refusal("'\(value.text)' is neither 'true' nor 'false' for '\(key.rawValue)'", value.range)
        }
    }

    private static func kind(_ value: Value?) throws(BuildError) -> RunMount.Kind {
        guard let value else { return .bind }
        if let kind = RunMount.Kind(rawValue: value.text.lowercased()) { return kind }
        throw refusal(
            "unknown mount type '\(value.text)'", value.range,
            help: Suggestion.help(for: value.text, in: RunMount.Kind.allCases.map(\.rawValue)))
    }

    /// Which kinds an option is for; those that are missing are for all.
    private static let kinds: [RunMount.Key: Set<RunMount.Kind>] = [
        .mode: [.cache, .secret, .ssh], .uid: [.cache, .secret, .ssh], .gid: [.cache, .secret, .ssh],
        .sharing: [.cache], .size: [.tmpfs], .required: [.secret, .ssh], .environment: [.secret],
        .from: [.bind, .cache, .tmpfs, .ssh], .source: [.bind, .cache, .tmpfs, .secret],
    ]

    private func checkKeys() throws(BuildError) {
        for (key, value) in values.sorted(by: { $0.value.range.bytes.lowerBound < $1.value.range.bytes.lowerBound }) {
            guard let kinds = Self.kinds[key], !kinds.contains(kind) else { continue }
            throw Self.refusal("option '\(key.rawValue)' is not for mounts of type '\(kind.rawValue)'", value.range)
        }
        if kind == .secret, text(.source) != nil, let id = values[.id], !id.text.isEmpty {
            throw Self.refusal("a secret has either 'id' or 'source', not both", id.range)
        }
    }
}
