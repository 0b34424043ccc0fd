import Diagnostics

/// One name of an ARG instruction, with its default value if it has one. Both are expanded.
package struct ArgumentDeclaration: Sendable {
    package let name: Word
    package let value: Word?
}

/// One pair of an ENV or LABEL instruction. Both parts are expanded.
package struct KeyValue: Sendable {
    package let key: Word
    package let value: Word
    /// Whether a blank stands where `=` should: `ENV KEY VALUE`.
    package let usesOldForm: Bool
}

extension InstructionParser {
    /// `ARG NAME[=DEFAULT] …`
    mutating func argumentDeclarations() -> [ArgumentDeclaration]? {
        _ = flags()
        let words = text.quoteAware(arguments, escape: escape)
        guard !words.isEmpty else {
            reportMissing("a name")
            return nil
        }
        return words.compactMap { word in
            let (key, value) = split(word)
            guard checkNotEmpty(key, in: word) else { return nil }
            return ArgumentDeclaration(name: text.word(key), value: value.map(text.word))
        }
    }

    /// `ENV KEY=VALUE …` and `LABEL KEY=VALUE …`, or the old form `ENV KEY VALUE` with one pair.
    mutating func keyValues() -> [KeyValue]? {
        _ = flags()
        let words = text.quoteAware(arguments, escape: escape)
        guard let first = words.first else {
            reportMissing("a name and a value", help: "write '\(keyword.rawValue) NAME=VALUE'")
            return nil
        }
        guard text.bytes[first].contains(UInt8(ascii: "=")) else { return oldKeyValue().map { [$0] } }
        return words.compactMap { word in
            let (key, value) = split(word)
            guard checkNotEmpty(key, in: word) else { return nil }
            guard let value else {
                let message = "'\(text.text(word))' has no '=' after its name"
                report("missing-equals", message, at: text.range(word), help: "quote a value that has blanks in it")
                return nil
            }
            return KeyValue(key: text.word(key), value: text.word(value), usesOldForm: false)
        }
    }

    private mutating func oldKeyValue() -> KeyValue? {
        let (key, value) = text.firstWordAndRest(arguments)
        guard !value.isEmpty else {
            let name = text.text(key)
            reportMissing("a value for '\(name)'", help: "write '\(keyword.rawValue) \(name)=VALUE'")
            return nil
        }
        return KeyValue(key: text.word(key), value: text.word(value), usesOldForm: true)
    }

    private func split(_ word: Range<Int>) -> (key: Range<Int>, value: Range<Int>?) {
        guard let equals = word.first(where: { text.bytes[$0] == UInt8(ascii: "=") }) else { return (word, nil) }
        return (word.lowerBound..<equals, equals + 1..<word.upperBound)
    }

    private mutating func checkNotEmpty(_ key: Range<Int>, in word: Range<Int>) -> Bool {
        guard key.isEmpty else { return true }
        report("empty-name", "\(keyword.rawValue) has an empty name before '='", at: text.range(word))
        return false
    }
}
