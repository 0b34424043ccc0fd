import Diagnostics

extension DockerfileParser {
    /// The heredocs that an instruction, or the trigger of an ONBUILD, names; their bodies are read from the lines below.
    ///
    /// What looks like a slip of RUN, COPY or ADD has heredocs too, so that their lines are not taken for instructions.
    mutating func readHeredocs(of text: MappedText, _ head: InstructionHead) -> [PlacedHeredoc] {
        var head = head
        if keyword(of: head, in: text) == .onbuild { head = InstructionHead(text, in: head.arguments) }
        guard keyword(of: head, in: text)?.takesHeredocs ?? false, case .invalid = JSONArray(text, in: head.arguments)
        else { return [] }
        var heredocs: [PlacedHeredoc] = []
        for found in text.heredocOperators(head.arguments) where diagnostics.count < Self.mostDiagnostics {
            if let heredoc = readBody(of: found, in: text) { heredocs.append(heredoc) }
        }
        return heredocs
    }

    private func keyword(of head: InstructionHead, in text: MappedText) -> Keyword? {
        let written = text.text(head.keyword)
        return Keyword(written: written) ?? Keyword.closest(to: written)
    }

    private mutating func readBody(of found: HeredocOperator, in text: MappedText) -> PlacedHeredoc? {
        let range = text.range(found.part)
        let name = String(decoding: found.name, as: UTF8.self)
        guard let body = reader.heredocBody(until: found.name, ignoringTabs: found.stripsTabs) else {
            let message = "heredoc '\(name)' has no end: no line below it holds '\(name)' alone"
            diagnostics.append(Diagnostic(code: "unterminated-heredoc", message, at: range))
            return nil
        }
        guard checkIsText(text.file.bytes[body], at: range) else { return nil }
        let heredoc = Heredoc(
            name: name, rawContent: text.file.text(body), stripsTabs: found.stripsTabs, expands: !found.isQuoted,
            range: range)
        return PlacedHeredoc(part: found.part, heredoc: heredoc)
    }
}
