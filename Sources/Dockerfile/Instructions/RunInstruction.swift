import Diagnostics

/// `RUN [FLAGS] COMMAND`
///
/// Only the values of mounts are expanded, those of `from` excepted.
package struct RunInstruction: Sendable {
    /// The command, its heredocs put back together where the shell has to read them.
    package let form: CommandForm
    package let heredocs: [Heredoc]
    /// A heredoc that starts with `#!` and is all there is to the instruction. It is to be there as an executable file at
    /// the path that `form` runs, and to leave no trace in the layer.
    package let script: Heredoc?
    package let mounts: [RunMount]
    package let network: Network
    package let security: Security
    /// Container Device Interface names, each with its options: `vendor.com/gpu=all,required`.
    package let devices: [Word]

    package enum Network: String, Sendable, CaseIterable {
        case `default`, none, host
    }

    package enum Security: String, Sendable, CaseIterable {
        case sandbox, insecure
    }

    /// Where the file of `script` is, during the step only.
    package static let scriptDirectory = "/dev/pipes"
}

extension InstructionParser {
    mutating func run() -> RunInstruction? {
        let flags = flags(["mount": .list, "network": .text, "security": .text, "device": .list])
        let mounts = flags.texts["mount", default: []].map { mount($0.text, $0.value) }
        let network = choice(RunInstruction.Network.self, flags["network"], "network") ?? .default
        let security = choice(RunInstruction.Security.self, flags["security"], "security mode") ?? .sandbox
        let script = script()
        guard let form = script.map(form) ?? command().map(reassembled) else { return nil }
        return RunInstruction(
            form: form, heredocs: heredocs.map(\.heredoc), script: script, mounts: mounts, network: network,
            security: security, devices: flags.all("device"))
    }

    private mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ type: Choice.Type, _ word: Word?, _ what: String
    ) -> Choice? where Choice.RawValue == String {
        guard let word else { return nil }
        if let choice = Choice(rawValue: word.text) { return choice }
        let names = Choice.allCases.map(\.rawValue)
        let list = names.map { "'\($0)'" }.joined(separator: ", ")
        let message = "unknown \(what) '\(word.text)'"
        report("invalid-flag-value", message, at: word.range, help: "use one of \(list)")
        return nil
    }

    /// The heredoc that is the whole instruction.
    private var onlyHeredoc: Heredoc? {
        heredocs.count == 1 && heredocs[0].part == arguments ? heredocs[0].heredoc : nil
    }

    private mutating func script() -> Heredoc? {
        guard let heredoc = onlyHeredoc, heredoc.rawContent.utf8.starts(with: "#!".utf8) else { return nil }
        guard !heredoc.name.utf8.contains(UInt8(ascii: "/")), heredoc.name != ".", heredoc.name != ".." else {
            report("invalid-script-name", "heredoc '\(heredoc.name)' can't name a script", at: heredoc.range)
            return nil
        }
        return heredoc
    }

    private func form(of script: Heredoc) -> CommandForm {
        .exec(["\(RunInstruction.scriptDirectory)/\(script.name)"])
    }

    /// A heredoc alone is what the shell runs, whatever shell it is; with anything beside it the shell reads it itself.
    private func reassembled(_ form: CommandForm) -> CommandForm {
        guard case .shell(let line) = form else { return form }
        if let onlyHeredoc { return .shell(onlyHeredoc.content) }
        return .shell(line + heredocs.map(\.heredoc.reassembled).joined())
    }
}
