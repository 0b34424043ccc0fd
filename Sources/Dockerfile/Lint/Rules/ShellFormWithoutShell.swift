extension LintRule {
    /// Where there is no `/bin/sh`, CMD and ENTRYPOINT are arrays: the shell form can't start.
    static let shellFormWithoutShell = LintRule(
        "ShellFormWithoutShell", "CMD and ENTRYPOINT need their array form on a base without a shell", origin: .pith
    ) { subject in
        guard let base = subject.finalChain.last, let what = shellless(base.base) else { return [] }
        let commands = subject.finalChain.flatMap(\.steps).filter(needsShell)
        guard !commands.isEmpty, !subject.finalChain.contains(where: { $0.steps.contains(where: mayBringShell) }) else {
            return []
        }
        return commands.map { step in
            let name = step.instruction.writtenKeyword
            return LintFinding(
                "\(name) in shell form can't start: there is no /bin/sh in \(what)", at: step.statement,
                help: "write '\(name) [\"/PROGRAM\", \"ARGUMENT\"]'")
        }
    }

    private static func needsShell(_ step: LintedStep) -> Bool {
        switch step.instruction.kind {
        case .cmd(.shell), .entrypoint(.shell): !step.hasShell
        default: false
        }
    }

    private static func shellless(_ base: LintedStage.Base) -> String? {
        switch base {
        case .scratch: "'scratch'"
        case .image(let name?): BaseImageName(name).isDistroless ? "'\(name)'" : nil
        case .image(nil), .stage, .context: nil
        }
    }

    /// Whether an instruction copies something that may be a shell, or a directory that may have one.
    private static func mayBringShell(_ step: LintedStep) -> Bool {
        let (sources, destination): ([Word], Word)
        switch step.instruction.kind {
        case .copy(let copy): (sources, destination) = (copy.sources, copy.destination)
        case .add(let add): (sources, destination) = (add.sources, add.destination)
        default: return false
        }
        let target = destination.text.split(separator: "/").map(String.init)
        if ["sh", "bash", "busybox"].contains(target.last ?? "") { return true }
        if sources.contains(where: { $0.text.contains("busybox") || $0.text.hasSuffix("/sh") }) { return true }
        let isTree = sources.contains { word in
            word.text.hasSuffix("/") || word.text == "." || word.text.contains("rootfs") || word.text.contains("*")
                || word.text.hasSuffix(".tar") || word.text.contains(".tar.")
        }
        return isTree && (target.isEmpty || target == ["bin"] || target == ["usr"] || target == ["usr", "bin"])
    }
}
