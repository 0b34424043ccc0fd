import Diagnostics

/// How often a flag may be given and what it takes.
enum FlagShape {
    /// `--name=value`, once.
    case text
    /// `--name=value`, any number of times.
    case list
    /// `--name`, `--name=true` or `--name=false`, once.
    case boolean
}

/// The flags of one instruction that are well formed.
struct FlagValues {
    fileprivate(set) var words: [String: [Word]] = [:]
    fileprivate(set) var booleans: [String: Bool] = [:]
    /// The value of each list flag as it was mapped, for flags that have a syntax of their own.
    fileprivate(set) var texts: [String: [(text: MappedText, value: Range<Int>)]] = [:]

    subscript(name: String) -> Word? { words[name]?.first }

    func all(_ name: String) -> [Word] { words[name] ?? [] }
}

extension InstructionParser {
    /// Checks the instruction's flags against those it knows.
    mutating func flags(_ known: KeyValuePairs<String, FlagShape> = [:]) -> FlagValues {
        var values = FlagValues()
        var seen: Set<String> = []
        for flag in head.flags where diagnostics.count < DockerfileParser.mostDiagnostics {
            let name = flag.text.text(flag.name)
            guard let shape = known.first(where: { $0.key == name })?.value else {
                reportUnknown(flag, name, among: known.map(\.key))
                continue
            }
            guard seen.insert(name).inserted || shape == .list else {
                let message = "flag '--\(name)' is given twice"
                report("duplicate-flag", message, at: flag.text.range(flag.text.all))
                continue
            }
            accept(flag, name, shape, into: &values)
        }
        return values
    }

    private mutating func accept(_ flag: Flag, _ name: String, _ shape: FlagShape, into values: inout FlagValues) {
        switch (shape, flag.value) {
        case (.boolean, nil):
            values.booleans[name] = true
        case (.boolean, let value?):
            values.booleans[name] = boolean(flag.text.word(value), of: name)
        case (_, let value?):
            values.words[name, default: []].append(flag.text.word(value))
            values.texts[name, default: []].append((flag.text, value))
        case (_, nil):
            let range = flag.text.range(flag.text.all)
            report("missing-flag-value", "flag '--\(name)' needs a value", at: range, help: "write '--\(name)=VALUE'")
        }
    }

    private mutating func boolean(_ word: Word, of name: String) -> Bool? {
        switch word.text.lowercased() {
        case "true": return true
        case "false": return false
        default:
            let message = "flag '--\(name)' takes 'true' or 'false', not '\(word.text)'"
            report("invalid-flag-value", message, at: word.range)
            return nil
        }
    }

    private mutating func reportUnknown(_ flag: Flag, _ name: String, among known: [String]) {
        var help = suggestion(for: "--\(name)", in: known.map { "--\($0)" })
        if help == nil, [.run, .cmd, .entrypoint].contains(keyword) {
            help = "write '\(keyword.rawValue) -- --\(name)' for a command that starts with '--'"
        }
        let range = flag.text.range(0..<flag.name.upperBound)
        report("unknown-flag", "unknown flag '--\(name)' for \(keyword.rawValue)", at: range, help: help)
    }
}
