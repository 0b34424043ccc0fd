import Diagnostics

/// The value of an option such as `--output type=oci,dest=app.tar`: `name=value` fields, separated by commas. A field in
/// double quotes may have commas in it (RFC 4180), as docker reads them.
struct CommaSeparatedFields {
    private let option: String
    private let text: String
    private var values: [String: String] = [:]
    private var known: [String] = []

    /// - Parameter option: for messages: `--output`.
    /// - Throws: `usage` for a field that is not `name=value`, and for quotes that do not end.
    init(_ text: String, option: String) throws(BuildError) {
        self.option = option
        self.text = text
        for field in try Self.fields(of: text, option) {
            guard let equal = field.firstIndex(of: "="), equal > field.startIndex else {
                throw BuildError(.usage, "\(option) '\(text)': '\(field)' is not 'name=value'")
            }
            // What follows a point may be a key of somebody else's, in which case matters.
            let name = field[..<equal]
            let head = name.prefix { $0 != "." }
            values[head.lowercased() + name[head.endIndex...]] = String(field[field.index(after: equal)...])
        }
    }

    /// Whether a field is there.
    func has(_ name: String) -> Bool { values[name] != nil }

    /// Takes a field out; nil if it is not there.
    mutating func take(_ name: String) -> String? {
        known.append(name)
        return values.removeValue(forKey: name)
    }

    /// Takes a field that is true or false; one that is not there is false.
    ///
    /// - Throws: `usage` for anything else.
    mutating func takeFlag(_ name: String, default value: Bool = false) throws(BuildError) -> Bool {
        switch take(name)?.lowercased() {
        case nil: return value
        case "true", "1", "": return true
        case "false", "0": return false
        case let other?: throw error("'\(name)' is true or false, not '\(other)'")
        }
    }

    /// Takes all fields whose names begin in that way, by the rest of their names.
    mutating func takeAll(withPrefix prefix: String) -> [String: String] {
        var taken = [String: String]()
        for (name, value) in values where name.hasPrefix(prefix) {
            taken[String(name.dropFirst(prefix.count))] = value
            values[name] = nil
        }
        return taken
    }

    /// Ends the reading.
    ///
    /// - Throws: `usage` for a field that nobody took.
    func finish() throws(BuildError) {
        guard let unknown = values.keys.sorted().first else { return }
        throw error("unknown field '\(unknown)'", help: Suggestion.help(for: unknown, in: known))
    }

    /// An error about the option.
    func error(_ why: String, help: String? = nil) -> BuildError {
        BuildError(.usage, "\(option) '\(text)': \(why)", help: help)
    }

    private static func fields(of text: String, _ option: String) throws(BuildError) -> [String] {
        var fields = [""]
        var isQuoted = false
        var previous: Character?
        for character in text {
            switch character {
            case "\"":
                // Two quotes inside of quotes stand for one.
                if !isQuoted, previous == "\"", fields[fields.count - 1] != "" { fields[fields.count - 1].append("\"") }
                isQuoted.toggle()
            case "," where !isQuoted: fields.append("")
            default: fields[fields.count - 1].append(character)
            }
            previous = character
        }
        guard !isQuoted else { throw BuildError(.usage, "\(option) '\(text)': a quote does not end") }
        return fields.filter { !$0.isEmpty }
    }
}
