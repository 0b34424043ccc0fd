import Diagnostics
import Dockerfile
import ImageModel

extension Lowering {
    mutating func lower(_ run: RunInstruction, _ instruction: Instruction, _ state: inout StageState) throws(BuildError)
    {
        let arguments =
            switch run.form {
            case .shell(let text): state.shell + [text]
            case .exec(let arguments): arguments
            }
        let operation = RunOperation(
            arguments: arguments, environment: state.environment.map { "\($0.name)=\($0.value)" },
            proxyEnvironment: proxyEnvironment(state), workingDirectory: state.config.workingDir ?? "/",
            user: state.config.user ?? "", network: try network(run, at: instruction.range))
        add(.run(operation), text: instruction.text, &state, instruction.range)
        state.recordStep("RUN \(state.argumentPrefix)\(arguments.joined(separator: " "))")
    }

    private func network(_ run: RunInstruction, at range: SourceRange) throws(BuildError) -> NetworkMode {
        if let mount = run.mounts.first { throw unsupported("RUN --mount", at: mount.word.range) }
        if let device = run.devices.first { throw unsupported("RUN --device", at: device.range) }
        if run.script != nil, let heredoc = run.heredocs.first {
            throw unsupported("RUN of a script in a here-document", at: heredoc.range)
        }
        guard run.security == .sandbox else { throw unsupported("RUN --security=insecure", at: range) }
        switch run.network {
        case .default, .host: return .host
        case .none: return .none
        }
    }

    /// Proxy variables given with `--build-arg` reach RUN without an ARG, in both spellings, and leave no trace
    /// (Dockerfile reference, "Predefined ARGs").
    private func proxyEnvironment(_ state: StageState) -> [String] {
        var entries = [String]()
        for name in ["HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY", "ALL_PROXY"] {
            guard let value = request.buildArguments[name] ?? request.buildArguments[name.lowercased()] else {
                continue
            }
            for spelling in [name, name.lowercased()] where state.value(of: spelling) == nil {
                entries.append("\(spelling)=\(value)")
            }
        }
        return entries
    }
}

extension StageState {
    /// What shell forms are given to.
    var shell: [String] { config.shell ?? ["/bin/sh", "-c"] }

    /// `|2 A=1 B= `: the ARGs in RUN's history, as BuildKit writes them.
    fileprivate var argumentPrefix: String {
        guard !arguments.isEmpty else { return "" }
        let entries = arguments.map { "\($0.name)=\(value(of: $0.name) ?? $0.value ?? "") " }.joined()
        return "|\(arguments.count) \(entries)"
    }

    /// History of the step that was added last.
    mutating func recordStep(_ text: String, comment: Bool = true) {
        history.append(PlannedHistory(createdBy: comment ? "\(text) # buildkit" : text, step: fileSystem))
    }

    /// History of an instruction that made no layer.
    mutating func recordEmpty(_ text: String) {
        history.append(PlannedHistory(createdBy: text, step: nil))
    }
}
