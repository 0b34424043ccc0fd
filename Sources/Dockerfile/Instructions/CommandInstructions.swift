import Diagnostics

extension InstructionParser {
    /// CMD and ENTRYPOINT: both forms, either of which may be empty.
    mutating func plainCommand() -> CommandForm? {
        _ = flags()
        return command()
    }

    /// The arguments as a command; nil where the array form holds something other than strings.
    mutating func command() -> CommandForm? {
        switch arrayForm() {
        case .strings(let words): .exec(words.map(\.text))
        case .otherMember: nil
        case .invalid: .shell(text.text(arguments))
        }
    }

    /// `SHELL ["PROGRAM", "ARGUMENT"…]`, in the array form only.
    mutating func shell() -> [String]? {
        _ = flags()
        let help = "write 'SHELL [\"/bin/sh\", \"-c\"]'"
        guard !arguments.isEmpty else {
            reportMissing("a program", help: help)
            return nil
        }
        switch arrayForm() {
        case .strings(let words) where words.isEmpty: reportMissing("a program", help: help)
        case .strings(let words): return words.map(\.text)
        case .otherMember: break
        case .invalid: report("not-an-array", "SHELL takes an array of strings", at: text.range(arguments), help: help)
        }
        return nil
    }
}
