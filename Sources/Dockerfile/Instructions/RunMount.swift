package import Diagnostics

/// The value of one `--mount` flag of RUN: comma separated options, in the order written.
package struct RunMount: Sendable {
    /// The value as written.
    package let word: Word
    package let options: [Option]

    /// `key=value`, or a key alone. The value is expanded unless the key is `from`.
    package struct Option: Sendable {
        package let key: Key
        package let value: Word?
        package let range: SourceRange
    }

    /// The keys, each under one of its names.
    package enum Key: String, Sendable, CaseIterable {
        case type, from, source, target, id, sharing, mode, uid, gid, size, required
        /// The secret goes into a variable of this name.
        case environment = "env"
        case readOnly = "readonly"
        case readWrite = "readwrite"

        static let otherNames: [String: Key] = [
            "src": .source, "dst": .target, "destination": .target, "ro": .readOnly, "rw": .readWrite,
        ]

        init?(written name: String) {
            guard let key = Key(rawValue: name) ?? Self.otherNames[name] else { return nil }
            self = key
        }

        /// Whether the key may stand without a value.
        var isSwitch: Bool { self == .readOnly || self == .readWrite || self == .required }
    }

    /// The kinds of mount, the values of `type`.
    package enum Kind: String, Sendable, CaseIterable {
        case bind, cache, tmpfs, secret, ssh
    }
}

extension InstructionParser {
    mutating func mount(_ text: MappedText, _ value: Range<Int>) -> RunMount {
        var options: [RunMount.Option] = []
        do throws(StrayQuote) {
            options = try text.commaSeparated(value).compactMap { mountOption($0) }
        } catch {
            let range = text.range(error.index..<error.index + 1)
            report("invalid-mount", "stray '\"' in the mount options", at: range)
        }
        return RunMount(word: text.word(value), options: options)
    }

    private mutating func mountOption(_ field: MappedText) -> RunMount.Option? {
        let equals = field.bytes.firstIndex(of: UInt8(ascii: "="))
        let name = 0..<(equals ?? field.bytes.count)
        let written = field.text(name)
        let range = field.range(field.all)
        guard let key = RunMount.Key(written: written.lowercased()) else {
            let known = RunMount.Key.allCases.map(\.rawValue) + RunMount.Key.otherNames.keys.sorted()
            let help = suggestion(for: written, in: known)
            report("unknown-mount-option", "unknown mount option '\(written)'", at: field.range(name), help: help)
            return nil
        }
        guard let equals else {
            guard !key.isSwitch else { return RunMount.Option(key: key, value: nil, range: range) }
            let message = "mount option '\(written)' needs a value"
            report("missing-flag-value", message, at: range, help: "write '\(written)=VALUE'")
            return nil
        }
        let value = field.word(equals + 1..<field.bytes.count)
        check(value, of: key)
        return RunMount.Option(key: key, value: value, range: range)
    }

    private mutating func check(_ value: Word, of key: RunMount.Key) {
        if key == .from { checkConstant(value, "mount option 'from'") }
        guard key == .type, !value.hasVariable, RunMount.Kind(rawValue: value.text.lowercased()) == nil else { return }
        let help = suggestion(for: value.text, in: RunMount.Kind.allCases.map(\.rawValue))
        report("unknown-mount-type", "unknown mount type '\(value.text)'", at: value.range, help: help)
    }
}
