import Diagnostics

/// `FROM [--platform=PLATFORM] IMAGE [AS NAME]`
///
/// Platform and image are expanded with the arguments before the first FROM; the name is not expanded.
package struct FromInstruction: Sendable {
    package let platform: Word?
    package let image: Word
    package let alias: Word?
}

extension InstructionParser {
    /// FROM's parts, as far as they can be made out; nil where there is not even an image.
    mutating func from() -> FromInstruction? {
        let platform = flags(["platform": .text])["platform"]
        let words = text.blankSeparated(arguments).map(text.word)
        let help = "write 'FROM IMAGE' or 'FROM IMAGE AS NAME'"
        guard let image = words.first else {
            reportMissing("an image", help: help)
            return nil
        }
        var alias: Word?
        if words.count == 3, words[1].text.lowercased() == "as" {
            alias = words[2]
            check(stageName: words[2])
        } else if let second = words.dropFirst().first {
            report("invalid-from", "FROM takes an image, or an image, 'AS' and a name", at: second.range, help: help)
        }
        return FromInstruction(platform: platform, image: image, alias: alias)
    }

    private mutating func check(stageName word: Word) {
        let name = word.text.lowercased()
        let isValid = name.utf8.allSatisfy { $0.isLetter || $0.isDigit || "-_.".utf8.contains($0) }
        guard isValid, name.utf8.first?.isLetter ?? false else {
            let help = "a stage name starts with a letter; letters, digits, '-', '_' and '.' may follow"
            report("invalid-stage-name", "invalid stage name '\(word.text)'", at: word.range, help: help)
            return
        }
        if name == "scratch" || name == "context" {
            let message = "stage name '\(word.text)' is reserved: no other instruction can refer to it"
            diagnostics.append(Diagnostic(.warning, code: "reserved-stage-name", message, at: word.range))
        }
    }
}
