package import Diagnostics
package import Dockerfile

/// A device that a RUN step asks for: `RUN --device` (Dockerfile reference; Container Device Interface specification).
package struct DeviceRequest: Hashable, Sendable {
    /// `VENDOR/CLASS=NAME`; without a name any of the class, with `*` all of it.
    package let name: String
    /// Whether the step can't do without.
    package let isRequired: Bool
    /// The option that asked for it; no part of what it is.
    package let range: SourceRange?

    package static func == (left: DeviceRequest, right: DeviceRequest) -> Bool {
        left.name == right.name && left.isRequired == right.isRequired
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(isRequired)
    }

    /// Reads `NAME[,required[=true|false]]`, in which the name may be written `name=NAME`.
    ///
    /// - Throws: `invalidInput` at the option.
    package init(_ word: Word) throws(BuildError) {
        var name = ""
        var isRequired = false
        for field in word.text.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
            let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            switch (parts[0].lowercased(), parts.count > 1 ? parts[1] : nil) {
            case ("required", let value):
                guard let flag = Self.flag(value ?? "true") else {
                    throw Self.refusal("'\(value ?? "")' is neither 'true' nor 'false' for 'required'", word)
                }
                isRequired = flag
            case ("name", let value?):
                guard name.isEmpty else { throw Self.refusal("the device has a name already: '\(name)'", word) }
                name = value
            case (let key, _):
                guard name.isEmpty else {
                    throw Self.refusal(
                        "unknown device option '\(field)'", word,
                        help: Suggestion.help(for: key, in: ["name", "required"]))
                }
                name = field
            }
        }
        guard Self.isName(name) else {
            throw Self.refusal(
                "'\(name)' is no name of a device", word, help: "write 'vendor.example/class=name'")
        }
        (self.name, self.isRequired, range) = (name, isRequired, word.range)
    }

    /// `vendor.example/class`, without the device's own name.
    package var kind: String { String(name.prefix { $0 != "=" }) }

    /// The device's own name; nil for any.
    package var device: String? {
        let rest = name.dropFirst(kind.count + 1)
        return rest.isEmpty ? nil : String(rest)
    }

    private static func isName(_ text: String) -> Bool {
        let kind = text.prefix { $0 != "=" }.split(separator: "/", omittingEmptySubsequences: false)
        return kind.count == 2
            && kind.allSatisfy { part in
                part.first?.isLetter == true
                    && part.utf8.allSatisfy { byte in
                        let scalar = Character(Unicode.Scalar(byte))
                        return scalar.isASCII && (scalar.isLetter || scalar.isNumber || "_-.".contains(scalar))
                    }
            }
    }

    /// As Go's `strconv.ParseBool`.
    private static func flag(_ text: String) -> Bool? {
        switch text {
        case "1", "t", "T", "true", "TRUE", "True": true
        case "0", "f", "F", "false", "FALSE", "False": false
        default: nil
        }
    }

    private static func refusal(_ message: String, _ word: Word, help: String? = nil) -> BuildError {
        BuildError(.invalidInput, [Diagnostic(code: "invalid-device", message, at: word.range, help: help)])
    }
}
