import Diagnostics

/// `ONBUILD INSTRUCTION`: an instruction that runs in the builds that start from this image.
package struct OnbuildInstruction: Sendable {
    package let trigger: Instruction
    /// The trigger as the image's config stores it: one line, then its heredocs.
    package let text: String
}

extension InstructionParser {
    mutating func onbuild() -> OnbuildInstruction? {
        _ = flags()
        guard !arguments.isEmpty else {
            reportMissing("an instruction")
            return nil
        }
        let stored = arguments.lowerBound..<text.bytes.count
        let head = InstructionHead(text, in: stored)
        guard let keyword = triggerKeyword(head) else { return nil }
        var parser = InstructionParser(
            text: text, head: head, keyword: keyword, escape: escape, heredocs: heredocs, end: end)
        let trigger = parser.instruction(comments: [], emptyContinuation: nil)
        diagnostics += parser.diagnostics
        return trigger.map { trigger in
            let bodies = heredocs.map(\.heredoc.reassembled).joined()
            return OnbuildInstruction(trigger: trigger, text: text.text(stored) + bodies)
        }
    }

    private mutating func triggerKeyword(_ head: InstructionHead) -> Keyword? {
        let written = text.word(head.keyword)
        switch Keyword(written: written.text) {
        case nil:
            diagnostics.append(.unknownInstruction(written))
            return nil
        case .onbuild, .from, .maintainer:
            let message = "\(written.text.uppercased()) is not allowed as an ONBUILD trigger"
            report("invalid-trigger", message, at: written.range)
            return nil
        case let keyword: return keyword
        }
    }
}

extension Diagnostic {
    static func unknownInstruction(_ word: Word) -> Diagnostic {
        let help = Keyword.closest(to: word.text).map { "did you mean '\($0.rawValue)'?" }
        return Diagnostic(code: "unknown-instruction", "unknown instruction '\(word.text)'", at: word.range, help: help)
    }
}
