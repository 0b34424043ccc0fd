extension AptSource {
    /// The two forms of a file of sources.
    package enum Form: Sendable {
        /// `sources.list` and `*.list`.
        case oneLine
        /// `*.sources`.
        case deb822
    }

    /// Reads a file of apt's sources. As apt's users expect of a look from outside, what is disabled, about sources
    /// only, or malformed is passed over.
    package static func parse(_ text: String, as form: Form) -> [AptSource] {
        switch form {
        case .oneLine:
            text.split(whereSeparator: \.isNewline).compactMap { source(line: $0.prefix { $0 != "#" }) }
        case .deb822:
            ControlFile.stanzas(of: text).flatMap(sources(stanza:))
        }
    }

    /// `deb [ option=value … ] uri suite [component …]`
    private static func source(line: Substring) -> AptSource? {
        guard let type = line.split(whereSeparator: \.isWhitespace).first, type == "deb" else { return nil }
        var rest = line.trimmingBlanks.dropFirst(type.count).trimmingBlanks
        var signedBy: String?
        if rest.first == "[" {
            guard let end = rest.firstIndex(of: "]") else { return nil }
            for option in rest[..<end].dropFirst().split(whereSeparator: \.isWhitespace)
            where option.lowercased().hasPrefix("signed-by=") {
                signedBy = String(option.dropFirst("signed-by=".count))
            }
            rest = rest[rest.index(after: end)...]
        }
        let words = rest.split(whereSeparator: \.isWhitespace).map(String.init)
        guard words.count >= 2 else { return nil }
        return AptSource(uri: words[0], suite: words[1], components: Array(words.dropFirst(2)), signedBy: signedBy)
    }

    private static func sources(stanza: ControlFile.Stanza) -> [AptSource] {
        func words(_ field: String) -> [String] {
            (stanza[field] ?? "").split(whereSeparator: \.isWhitespace).map(String.init)
        }
        let isDisabled = ["no", "false", "without", "off", "disable"].contains(stanza["enabled"]?.lowercased() ?? "yes")
        guard !isDisabled, words("types").contains("deb") else { return [] }
        return words("uris").flatMap { uri in
            words("suites").map { suite in
                AptSource(uri: uri, suite: suite, components: words("components"), signedBy: stanza["signed-by"])
            }
        }
    }
}
