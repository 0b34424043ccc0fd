import Diagnostics

/// Gathers what the stages of a target take from outside.
struct OutlineCollector {
    private let subject: LintSubject
    private(set) var arguments: [String: BuildOutline.Argument] = [:]
    private(set) var secrets: [String: BuildOutline.Credential] = [:]
    private(set) var sshAgents: [String: BuildOutline.Credential] = [:]
    /// The arguments before the first FROM that FROM lines or stages use.
    private var usedGlobals: Set<String> = []

    init(_ subject: LintSubject) {
        self.subject = subject
    }

    mutating func add(_ stage: LintedStage) {
        for word in [stage.stage.from.image, stage.stage.from.platform].compactMap(\.self) {
            usedGlobals.formUnion(subject.globals.expand(word).used)
        }
        for step in stage.steps {
            switch step.instruction.kind {
            case .arg(let declarations): add(declarations, step)
            case .run(let run): for mount in run.mounts { add(mount, step.instruction) }
            default: break
            }
        }
    }

    /// Adds the arguments before the first FROM that are used, and those that their values are made of.
    mutating func addGlobals() {
        for instruction in subject.document.globalArguments.reversed() {
            guard case .arg(let declarations) = instruction.kind else { continue }
            for declaration in declarations.reversed() where usedGlobals.contains(declaration.name.text) {
                let name = declaration.name.text
                if let value = declaration.value { usedGlobals.formUnion(subject.globals.expand(value).used) }
                guard arguments[name] == nil else { continue }
                arguments[name] = argument(name, subject.globals.values[name], instruction)
            }
        }
    }

    private mutating func add(_ declarations: [ArgumentDeclaration], _ step: LintedStep) {
        for (declaration, value) in zip(declarations, step.values) {
            let name = declaration.name.text
            let isGiven = subject.request.buildArguments[name] != nil
            if declaration.value == nil, !isGiven, subject.globals.values[name] != nil {
                // The argument before the first FROM says what it is.
                usedGlobals.insert(name)
            } else {
                arguments[name] = argument(name, value, step.instruction)
            }
        }
    }

    private func argument(_ name: String, _ value: String?, _ instruction: Instruction) -> BuildOutline.Argument {
        BuildOutline.Argument(
            name: name, description: instruction.description(of: name), value: value ?? "",
            lines: instruction.range.lines)
    }

    private mutating func add(_ mount: RunMount, _ instruction: Instruction) {
        let kind = mount.value(of: .type)?.lowercased()
        guard kind == "secret" || kind == "ssh" else { return }
        let target = mount.value(of: .target)?.split(separator: "/").last.map(String.init)
        let name = mount.value(of: .id) ?? mount.value(of: .source) ?? (kind == "ssh" ? "default" : target ?? "")
        let required = mount.options.last { $0.key == .required }
        let credential = BuildOutline.Credential(
            name: name, isRequired: required.map { $0.value?.text.lowercased() ?? "true" } == "true",
            lines: instruction.range.lines)
        if kind == "ssh" {
            sshAgents[name] = sshAgents[name] ?? credential
        } else {
            secrets[name] = secrets[name] ?? credential
        }
    }
}

extension RunMount {
    /// The last value of an option, as written.
    fileprivate func value(of key: Key) -> String? { options.last { $0.key == key }?.value?.text }
}
