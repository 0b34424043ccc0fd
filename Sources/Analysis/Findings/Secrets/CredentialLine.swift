/// What lines of credential files say. A reference to a variable or a placeholder is no value.
enum CredentialLine {
    /// `NAME = VALUE` where the name, or its part after the last `:`, is one of `names`; comments begin with `#` or `;`.
    static func value(_ names: [String], in line: String) -> Bool {
        let line = line.trimmed
        guard !line.hasPrefix("#"), !line.hasPrefix(";"), let equals = line.firstIndex(of: "=") else { return false }
        let name = String(line[..<equals]).trimmed.split(separator: ":").last.map(String.init) ?? ""
        return names.contains(name) && SecretValue.isLiteral(String(line[line.index(after: equals)...]))
    }

    /// `NAME: VALUE` as YAML has it; also behind a `-`.
    static func field(_ names: [String], in line: String) -> Bool {
        let parts = line.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return false }
        let name = parts[0].trimmed
        return names.contains(name.hasPrefix("- ") ? String(name.dropFirst(2)).trimmed : name)
            && SecretValue.isLiteral(parts[1])
    }

    /// `"auth": "dXNlcjpwYXNz"`; tokens of registries that have them.
    static func hasDockerAuth(_ line: String) -> Bool {
        for name in ["\"auth\"", "\"identitytoken\"", "\"registrytoken\"", "\"password\""] {
            for part in line.split(separator: name, omittingEmptySubsequences: false).dropFirst() {
                let rest = String(part).trimmed
                guard rest.hasPrefix(":") else { continue }
                let quoted = rest.dropFirst().drop { $0 == " " || $0 == "\t" }
                guard quoted.hasPrefix("\"") else { continue }
                if SecretValue.isLiteral(String(quoted.dropFirst().prefix { $0 != "\"" })) { return true }
            }
        }
        return false
    }

    /// `machine HOST login NAME password WORD`, in one line or several.
    static func hasNetrcPassword(_ line: String) -> Bool {
        let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init)
        guard words.first?.hasPrefix("#") != true else { return false }
        return zip(words, words.dropFirst()).contains { $0 == "password" && SecretValue.isLiteral($1) }
    }

    /// `scheme://user:password@host`
    static func hasURLPassword(_ line: String) -> Bool {
        for part in line.split(separator: "://", omittingEmptySubsequences: false).dropFirst() {
            let authority = part.prefix { $0 != "/" && $0 != " " && $0 != "\"" && $0 != "'" && $0 != "?" }
            guard let host = authority.lastIndex(of: "@"), let colon = authority[..<host].firstIndex(of: ":")
            else { continue }
            if SecretValue.isLiteral(String(authority[authority.index(after: colon)..<host])) { return true }
        }
        return false
    }

    /// `host:port:database:user:password`
    static func hasPostgresPassword(_ line: String) -> Bool {
        let fields = line.split(separator: ":", omittingEmptySubsequences: false)
        return !line.hasPrefix("#") && fields.count >= 5 && SecretValue.isLiteral(fields[4...].joined(separator: ":"))
    }

    /// `:rubygems_api_key: rubygems_…`
    static func hasGemKey(_ line: String) -> Bool {
        line.hasPrefix(":")
            && line.dropFirst().split(separator: ":", maxSplits: 1).last.map {
                SecretValue.isLiteral(String($0)) && $0.utf8.count > 20
            } ?? false
    }

    /// `user:$y$…:…`: an account that a password opens (shadow(5)); one that is locked is left alone.
    static func hasPasswordHash(_ line: String) -> Bool {
        let fields = line.split(separator: ":", omittingEmptySubsequences: false)
        return fields.count > 2 && fields[1].hasPrefix("$") && fields[1].utf8.count > 12
    }

    static func isVisible(_ byte: UInt8) -> Bool { (0x21...0x7E).contains(byte) }
}

/// Tells a secret's text from what stands for one.
enum SecretValue {
    /// Whether a value is there that is not a reference to a variable, a place or a placeholder.
    static func isLiteral(_ text: String) -> Bool {
        let value = text.unquoted
        guard !value.isEmpty, !value.hasPrefix("$"), !value.contains("${"), !value.contains("{{"),
            !value.hasPrefix("<"),
            !value.hasPrefix("%(")
        else { return false }
        let different = Set(value.utf8)
        return different.count > 1 && !different.isSubset(of: Set("*.".utf8))
            && !different.isSubset(of: Set("xX-".utf8))
    }
}

extension String {
    /// Without spaces, tabs and carriage returns around it.
    var trimmed: String {
        func isSpace(_ character: Character) -> Bool { [" ", "\t", "\r", "\r\n"].contains(character) }
        guard let last = lastIndex(where: { !isSpace($0) }) else { return "" }
        return String(self[...last].drop(while: isSpace))
    }

    /// Trimmed, and without the quotation marks around it.
    var unquoted: String {
        let text = trimmed
        guard text.count > 1, let first = text.first, first == "\"" || first == "'", text.last == first else {
            return text
        }
        return String(text.dropFirst().dropLast())
    }
}
