import Diagnostics
import Dockerfile
import ImageModel

extension Lowering {
    mutating func lower(_ run: RunInstruction, _ instruction: Instruction, _ state: inout StageState) throws(BuildError)
    {
        var devices = [DeviceRequest]()
        for word in run.devices { devices.append(try DeviceRequest(word)) }
        let arguments =
            switch run.form {
            case .shell(let text): state.shell + [text]
            case .exec(let arguments): arguments
            }
        guard !arguments.isEmpty else {
            throw BuildError(
                .invalidInput, [Diagnostic(code: "missing-argument", "RUN needs a command", at: instruction.range)])
        }
        let (mounts, sources) = try mounts(run, state)
        let operation = RunOperation(
            arguments: arguments, environment: state.environment.map { "\($0.name)=\($0.value)" },
            proxyEnvironment: proxyEnvironment(state), workingDirectory: state.config.workingDir ?? "/",
            user: state.config.user ?? "", network: try network(run, at: instruction.range),
            isPrivileged: try isPrivileged(run, at: instruction.range), mounts: script(of: run) + mounts,
            resources: request.resources, hostname: try hostname(at: instruction.range), devices: devices,
            allowsDevices: request.entitlements.contains(.devices), shell: state.shell.first ?? "/bin/sh")
        add(.run(operation), sources: sources, text: instruction.text + run.summary, &state, instruction.range)
        // BuildKit has the shell start a script.
        let shown = run.script == nil ? arguments : state.shell + arguments
        state.recordStep("RUN \(state.argumentPrefix)\(shown.joined(separator: " "))")
    }

    /// The host name that `--build-arg BUILDKIT_SANDBOX_HOSTNAME` gives all steps.
    private func hostname(at range: SourceRange) throws(BuildError) -> String? {
        guard let name = request.buildArguments["BUILDKIT_SANDBOX_HOSTNAME"], !name.isEmpty else { return nil }
        let isName = name.utf8.allSatisfy { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") || $0.isLetterOrDigit }
        guard isName, name.utf8.count <= 63 else {
            let message = "BUILDKIT_SANDBOX_HOSTNAME is no host name: '\(name)'"
            throw BuildError(.invalidInput, [Diagnostic(code: "invalid-host-name", message, at: range)])
        }
        return name
    }

    private func script(of run: RunInstruction) -> [StepMount] {
        guard let script = run.script else { return [] }
        let mount = StepMount.Kind.script(name: script.name, content: script.content)
        return [StepMount(mount, at: RunInstruction.scriptDirectory, range: script.range)]
    }

    private func network(_ run: RunInstruction, at range: SourceRange) throws(BuildError) -> NetworkMode {
        switch run.network {
        case .default: return request.network
        case .none: return .none
        case .host:
            guard request.network == .host || request.entitlements.contains(.hostNetwork) else {
                throw notAllowed("RUN --network=host in a build without the host's network", .hostNetwork, at: range)
            }
            return .host
        }
    }

    private func isPrivileged(_ run: RunInstruction, at range: SourceRange) throws(BuildError) -> Bool {
        guard run.security == .insecure else { return false }
        guard request.entitlements.contains(.privileges) else {
            throw notAllowed("RUN --security=insecure", .privileges, at: range)
        }
        return true
    }

    private func notAllowed(_ what: String, _ entitlement: Entitlement, at range: SourceRange) -> BuildError {
        let diagnostic = Diagnostic(
            code: "not-allowed", "\(what) is not allowed", at: range,
            help: "allow it with '--allow \(entitlement.rawValue)'")
        return BuildError(.invalidInput, [diagnostic])
    }

    /// Proxy variables given with `--build-arg` reach RUN without an ARG, in both spellings, and leave no trace
    /// (Dockerfile reference, "Predefined ARGs").
    private func proxyEnvironment(_ state: StageState) -> [String] {
        var entries = [String]()
        for name in BuildRequest.proxyNames {
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

extension UInt8 {
    fileprivate var isLetterOrDigit: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }
}

extension RunInstruction {
    /// What progress shows of a here-document that is the whole instruction: ` (set -e...)`.
    fileprivate var summary: String {
        guard heredocs.count == 1, script != nil || form == .shell(heredocs[0].content) else { return "" }
        let lines = heredocs[0].content.split(whereSeparator: \.isNewline)
        return lines.first.map { " (\($0)\(lines.count > 1 ? "..." : ""))" } ?? ""
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
