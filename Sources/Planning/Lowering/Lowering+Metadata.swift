import Diagnostics
import Dockerfile
import ImageModel

extension Lowering {
    mutating func lowerWorkingDirectory(
        _ word: Word, _ instruction: Instruction, _ state: inout StageState
    ) throws(BuildError) {
        let text = try expand(word, state)
        let path = WorkingPath.clean(text, in: state.config.workingDir ?? "/")
        // History has an absolute path as it was written.
        let shown = text.hasPrefix("/") ? text : path
        state.config.workingDir = path
        guard path != "/" else {
            state.stepNumber += 1
            return state.recordEmpty("WORKDIR \(shown)")
        }
        let operation = MakeDirectoryOperation(path: path, user: state.config.user ?? "")
        add(.makeDirectory(operation), text: instruction.text, &state, instruction.range)
        state.recordStep("WORKDIR \(shown)", comment: false)
    }

    mutating func lowerUser(_ word: Word, _ state: inout StageState) throws(BuildError) {
        let user = try expand(word, state)
        state.config.user = user
        state.recordEmpty("USER \(user)")
    }

    mutating func lowerCommand(_ form: CommandForm, _ state: inout StageState) {
        state.config.cmd = arguments(of: form, state)
        // BuildKit says so of every CMD, exec forms included.
        state.config.argsEscaped = true
        state.hasCommand = true
        state.recordEmpty("CMD \(quoted(state.config.cmd ?? []))")
    }

    mutating func lowerEntrypoint(_ form: CommandForm, _ state: inout StageState) {
        let arguments = arguments(of: form, state)
        state.config.entrypoint = arguments.isEmpty ? nil : arguments
        if !state.hasCommand { state.config.cmd = nil }
        state.recordEmpty("ENTRYPOINT \(quoted(arguments))")
    }

    mutating func lowerExpose(_ words: [Word], _ state: inout StageState) throws(BuildError) {
        var ports = [String]()
        for word in words {
            for text in try expander.expandToWords(word, lookup: { state.value(of: $0) }).words {
                ports += try PortRange.ports(text, at: word.range)
            }
        }
        for port in ports where !state.config.exposedPorts.contains(port) { state.config.exposedPorts.append(port) }
        state.recordEmpty("EXPOSE [\(ports.joined(separator: " "))]")
    }

    mutating func lowerVolumes(_ words: [Word], _ state: inout StageState) throws(BuildError) {
        var volumes = [String]()
        for word in words { volumes.append(try expand(word, state)) }
        for volume in volumes where !state.config.volumes.contains(volume) { state.config.volumes.append(volume) }
        state.recordEmpty("VOLUME [\(volumes.joined(separator: " "))]")
    }

    mutating func lowerShell(_ arguments: [String], _ state: inout StageState) {
        state.config.shell = arguments
        state.recordEmpty("SHELL [\(arguments.joined(separator: " "))]")
    }

    mutating func lowerStopSignal(_ word: Word, _ state: inout StageState) throws(BuildError) {
        let signal = try expand(word, state)
        try StopSignal.check(signal, at: word.range)
        state.config.stopSignal = signal
        state.recordEmpty("STOPSIGNAL \(signal)")
    }

    mutating func lowerMaintainer(_ text: String, _ state: inout StageState) {
        state.image.author = text
        state.recordEmpty("MAINTAINER \(text)")
    }

    private func arguments(of form: CommandForm, _ state: StageState) -> [String] {
        switch form {
        case .shell(let text): state.shell + [text]
        case .exec(let arguments): arguments
        }
    }

    /// A list as Go's `%q` writes it, which is what histories hold: `["a" "b c"]`.
    private func quoted(_ arguments: [String]) -> String {
        "[\(arguments.map(\.goQuoted).joined(separator: " "))]"
    }
}
