/// A variable of an image's environment, or an argument of its build.
struct ConfigurationVariable {
    let name: String
    let value: String

    /// - Returns: nil if `text` is not of the form `NAME=value`.
    init?(_ text: String) {
        guard let equals = text.firstIndex(of: "="), equals != text.startIndex else { return nil }
        name = String(text[..<equals])
        value = String(text[text.index(after: equals)...]).unquoted
    }

    /// `NAME=value`.
    var text: String { "\(name)=\(value)" }

    /// Whether the name says that the value is secret, and the value can be one.
    var isSecret: Bool { isNamedLikeSecret && isPlausible }

    private static let words: Set<String> = [
        "APIKEY", "CREDENTIAL", "CREDENTIALS", "PASSPHRASE", "PASSWD", "PASSWORD", "PWD", "SECRET", "SECRETS", "TOKEN",
    ]
    /// Ends of words: `PGPASSWORD`, `dbPassword`.
    private static let ends = ["PASSWORD", "PASSWD", "PASSPHRASE", "APIKEY", "SECRETKEY", "ACCESSKEY", "AUTHTOKEN"]
    /// What makes a secret of a key.
    private static let kindsOfKeys: Set<String> = [
        "ACCESS", "ACCOUNT", "API", "AUTH", "ENCRYPTION", "MASTER", "PRIVATE", "SECRET", "SIGNING",
    ]
    /// Last words of names that say something about a secret rather than being one.
    private static let aspects: Set<String> = [
        "ALGORITHM", "DIR", "DIRECTORY", "DURATION", "ENABLED", "ENDPOINT", "EXPIRES", "EXPIRY", "FILE", "FORMAT",
        "HEADER",
        "HOST", "ID", "ISSUER", "LENGTH", "LIMIT", "LIMITS", "MOUNT", "NAME", "PATH", "POLICY", "PREFIX", "PROVIDER",
        "REQUIRED", "SIZE", "SOURCE", "STORE", "TIMEOUT", "TTL", "TYPE", "URI", "URL", "USER", "USERNAME", "VERSION",
    ]

    private var isNamedLikeSecret: Bool {
        let words = name.uppercased().split(whereSeparator: { "_-. ".contains($0) }).map(String.init)
        guard let last = words.last, !ConfigurationVariable.aspects.contains(last), name != "PWD", name != "OLDPWD"
        else { return false }
        if words.contains(where: ConfigurationVariable.words.contains) { return true }
        if words.contains(where: { word in ConfigurationVariable.ends.contains { word.hasSuffix($0) } }) { return true }
        return zip(words, words.dropFirst()).contains { $1 == "KEY" && ConfigurationVariable.kindsOfKeys.contains($0) }
    }

    /// Not a switch, a place, a number of seconds or a reference.
    private var isPlausible: Bool {
        guard SecretValue.isLiteral(value), value.count > 3 else { return false }
        let switches = ["true", "false", "none", "null", "required", "optional", "auto", "default"]
        guard !switches.contains(value.lowercased()), !value.contains("://") else { return false }
        if value.hasPrefix("./") || value.hasPrefix("~/") || value.hasPrefix("file:") { return false }
        return !isPath && !(value.utf8.count < 6 && value.utf8.allSatisfy(ByteSet.digits.contains))
    }

    /// Base 64 may begin with a slash, but has not several names in lower case.
    private var isPath: Bool {
        value.hasPrefix("/") && value.utf8.allSatisfy { ByteSet.wordOrDash.contains($0) || $0 == 0x2F || $0 == 0x2E }
    }
}
