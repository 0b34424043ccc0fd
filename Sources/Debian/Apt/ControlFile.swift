/// Reads text in the form of Debian's control files (Debian Policy 5.1; deb822(5)): stanzas of fields, divided by empty
/// lines.
package enum ControlFile {
    /// One stanza: field names in lower case, a value's further lines joined to it by line feeds, blanks around each
    /// line removed.
    package typealias Stanza = [String: String]

    /// The stanzas in order. Comment lines, and lines that are not of this form, are passed over.
    package static func stanzas(of text: String) -> [Stanza] {
        var stanzas = [Stanza]()
        var stanza = Stanza()
        var field: String?
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            if line.first == "#" { continue }
            let content = line.trimmingBlanks
            if content.isEmpty {
                if !stanza.isEmpty { stanzas.append(stanza) }
                (stanza, field) = ([:], nil)
            } else if line.first?.isWhitespace == true {
                if let field { stanza[field, default: ""] += "\n\(content)" }
            } else if let colon = line.firstIndex(of: ":") {
                let name = line[..<colon].lowercased()
                stanza[name] = String(line[line.index(after: colon)...].trimmingBlanks)
                field = name
            } else {
                field = nil
            }
        }
        if !stanza.isEmpty { stanzas.append(stanza) }
        return stanzas
    }
}

extension StringProtocol where SubSequence == Substring {
    /// The text without white space at its ends.
    var trimmingBlanks: Substring {
        let start = self.drop(while: \.isWhitespace)
        guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return start }
        return start[...last]
    }
}
