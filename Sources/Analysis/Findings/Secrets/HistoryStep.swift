/// The text of a history entry, taken apart as builders write it.
struct HistoryStep {
    /// `NAME=value` of instructions and of build arguments, each with the instruction's keyword.
    private(set) var variables = [(keyword: String, entry: String)]()
    /// The text without those.
    private(set) var rest: String

    /// - Parameter text: `ENV A=b`, `ARG A=b`, `RUN |1 A=b /bin/sh -c …`, and the same as the classic builder has them:
    ///   `/bin/sh -c #(nop)  ENV A=b`, `|1 A=b /bin/sh -c …`.
    init(_ text: String) {
        let marker = "#(nop)"
        let instruction = text.firstRange(of: marker).map { String(text[$0.upperBound...]).trimmed } ?? text.trimmed
        rest = instruction
        for keyword in ["ENV", "ARG"] where instruction.hasPrefix("\(keyword) ") {
            variables = HistoryStep.assignments(String(instruction.dropFirst(4)).trimmed).map { (keyword, $0) }
            rest = ""
            return
        }
        let command = instruction.hasPrefix("RUN ") ? String(instruction.dropFirst(4)) : instruction
        if command.hasPrefix("|") { takeArguments(command) }
    }

    /// `|N A=b C=d COMMAND`. Values are not quoted: what stands before the next name, or
    /// before the path of the command's shell, belongs to the one before.
    private mutating func takeArguments(_ text: String) {
        var words = text.dropFirst().split(separator: " ", omittingEmptySubsequences: false).map(String.init)[...]
        guard let count = words.popFirst().flatMap({ Int($0) }), count > 0 else { return }
        while let word = words.first, variables.count < count || !word.hasPrefix("/") {
            words = words.dropFirst()
            if variables.count < count, ConfigurationVariable(word) != nil {
                variables.append(("ARG", word))
            } else if let last = variables.popLast() {
                variables.append(("ARG", "\(last.entry) \(word)"))
            }
        }
        rest = words.joined(separator: " ")
    }

    /// `A=b C="d e"`, and `A b c` with one variable.
    private static func assignments(_ text: String) -> [String] {
        var words = [String]()
        var word = ""
        var quote: Character?
        for character in text {
            if character == quote {
                quote = nil
            } else if quote == nil, character == "\"" || character == "'" {
                quote = character
            } else if quote == nil, character == " " {
                words.append(word)
                word = ""
            } else {
                word.append(character)
            }
        }
        words = (words + [word]).filter { !$0.isEmpty }
        guard let first = words.first, !first.contains("=") else { return words.filter { $0.contains("=") } }
        return words.count > 1 ? ["\(first)=\(words.dropFirst().joined(separator: " "))"] : []
    }
}
