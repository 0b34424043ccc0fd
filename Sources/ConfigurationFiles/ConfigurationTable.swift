package import Diagnostics
import TOMLKit

/// A table of a TOML file, whose values are asked for by their type.
///
/// Each of them throws `usage` that names the file and the key where the value has another type.
package struct ConfigurationTable {
    private let table: TOMLTable
    /// The file's name, and where in the file the table is: `registry[2].`; empty for the top.
    package let file: String
    private let path: String

    /// Parses a whole file.
    ///
    /// - Throws: `usage` that points at the line.
    package init(parsing file: SourceFile) throws(BuildError) {
        self.file = file.name
        path = ""
        do {
            // The parser would take a zero byte for the end.
            guard !file.bytes.contains(0) else { throw ConfigurationTable.failure(file.name, "it is not a text") }
            table = try TOMLTable(string: String(decoding: file.bytes, as: UTF8.self))
        } catch let error as BuildError {
            throw error
        } catch let error as TOMLParseError {
            let line = min(max(1, error.source.begin.line), file.lineCount)
            let range = SourceRange(file, file.lineRange(line))
            throw BuildError(.usage, [Diagnostic(code: "invalid-configuration", error.description, at: range)])
        } catch {
            throw ConfigurationTable.failure(file.name, "\(error)")
        }
    }

    private init(_ table: TOMLTable, file: String, path: String) {
        self.table = table
        self.file = file
        self.path = path
    }

    /// The keys in the table, sorted.
    package var keys: [String] { table.keys.sorted() }

    /// A text; nil if the key is not there.
    package func string(_ key: String) throws(BuildError) -> String? {
        guard let value = table[key] else { return nil }
        guard let text = value.string else { throw invalid(key, "must be a text") }
        return text
    }

    /// True or false; nil if the key is not there.
    package func bool(_ key: String) throws(BuildError) -> Bool? {
        guard let value = table[key] else { return nil }
        guard let bool = value.bool else { throw invalid(key, "must be true or false") }
        return bool
    }

    /// An integer; nil if the key is not there.
    package func integer(_ key: String) throws(BuildError) -> Int? {
        guard let value = table[key] else { return nil }
        guard let number = value.int else { throw invalid(key, "must be a whole number") }
        return number
    }

    /// An array of texts; nil if the key is not there.
    package func strings(_ key: String) throws(BuildError) -> [String]? {
        guard let value = table[key] else { return nil }
        guard let array = value.array else { throw invalid(key, "must be an array of texts") }
        var strings = [String]()
        for element in array {
            guard let text = element.string else { throw invalid(key, "must be an array of texts") }
            strings.append(text)
        }
        return strings
    }

    /// An inner table; nil if the key is not there.
    package func table(_ key: String) throws(BuildError) -> ConfigurationTable? {
        guard let value = table[key] else { return nil }
        guard let inner = value.table else { throw invalid(key, "must be a table") }
        return ConfigurationTable(inner, file: file, path: "\(path)\(key).")
    }

    /// The tables of an array of them; empty if the key is not there.
    package func tables(_ key: String) throws(BuildError) -> [ConfigurationTable] {
        guard let value = table[key] else { return [] }
        guard let array = value.array else { throw invalid(key, "must be an array of tables") }
        var tables = [ConfigurationTable]()
        for element in array {
            guard let inner = element.table else { throw invalid(key, "must be an array of tables") }
            tables.append(ConfigurationTable(inner, file: file, path: "\(path)\(key)[\(tables.count + 1)]."))
        }
        return tables
    }

    /// The values of a table of texts, by key; empty if the key is not there.
    package func texts(_ key: String) throws(BuildError) -> [String: String] {
        guard let inner = try table(key) else { return [:] }
        var texts = [String: String]()
        for name in inner.keys { texts[name] = try inner.string(name) }
        return texts
    }

    /// Refuses keys that have no meaning.
    ///
    /// - Throws: `usage`, with the nearest key that has one.
    package func check(keys known: [String]) throws(BuildError) {
        for key in keys where !known.contains(key) {
            throw BuildError(
                .usage, "'\(file)' can't be used: '\(path)\(key)' is not known",
                help: Suggestion.help(for: key, in: known))
        }
    }

    /// The error that a value can't be what it is.
    package func invalid(_ key: String, _ why: String) -> BuildError {
        ConfigurationTable.failure(file, "'\(path)\(key)' \(why)")
    }

    private static func failure(_ file: String, _ why: String) -> BuildError {
        BuildError(.usage, "'\(file)' can't be used: \(why)")
    }
}
