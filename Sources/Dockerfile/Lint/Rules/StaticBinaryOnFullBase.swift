extension LintRule {
    /// A static program needs no distribution below it.
    static let staticBinaryOnFullBase = LintRule(
        "StaticBinaryOnFullBase", "A static binary should not stand on a base that it does not need", origin: .pith
    ) { subject in
        guard let final = subject.finalChain.first, subject.finalChain.count == 1,
            case .image(let base?) = final.base, BaseImageName(base).isDistribution,
            !final.steps.contains(where: needsBase)
        else { return [] }
        for step in final.steps {
            guard case .copy = step.instruction.kind else { continue }
            let sources = subject.sources(of: step.instruction, in: final.stage.index)
            guard let source = sources.first, buildsStatic(subject.document.stages[source]) else { continue }
            let name = subject.document.stages[source].name ?? "\(source)"
            return [
                LintFinding(
                    "the program from stage '\(name)' is static: it needs nothing of '\(base)'", at: final.stage,
                    word: final.stage.from.image,
                    help:
                        "stand on 'scratch', or on 'gcr.io/distroless/static-debian12:nonroot', which has certificates")
            ]
        }
        return []
    }

    /// Whether an instruction uses the base for more than certificates, time zones and users, which static bases have.
    private static func needsBase(_ step: LintedStep) -> Bool {
        switch step.instruction.kind {
        case .run: !step.commands.allSatisfy(isReplaceable)
        case .cmd(.shell), .entrypoint(.shell), .shell: true
        case .healthcheck(let check): check.test.usesShell
        default: false
        }
    }

    private static func isReplaceable(_ command: ShellCommand) -> Bool {
        let plain: Set<String> = [
            "adduser", "useradd", "addgroup", "groupadd", "chmod", "chown", "mkdir", "rm", "set",
            "update-ca-certificates",
        ]
        if plain.contains(command.program) { return true }
        if ["apt-get", "apt", "apk"].contains(command.program), let verb = command.operands.first,
            ["update", "clean"].contains(verb)
        {
            return true
        }
        guard let installation = PackageInstallation(command) else { return false }
        return installation.packages.allSatisfy { ["ca-certificates", "tzdata"].contains($0) }
    }

    private static func buildsStatic(_ stage: Stage) -> Bool {
        stage.instructions.contains { instruction in
            switch instruction.kind {
            case .env(let pairs): pairs.contains { $0.key.text == "CGO_ENABLED" && $0.value.text == "0" }
            case .arg(let declarations):
                declarations.contains { $0.name.text == "CGO_ENABLED" && $0.value?.text == "0" }
            case .run:
                [
                    "CGO_ENABLED=0", "-extldflags \"-static", "-extldflags '-static", "-static-stdlib", " -static ",
                    "-linux-musl", "crt-static",
                ].contains { instruction.text.contains($0) }
            default: false
            }
        }
    }
}

extension HealthcheckInstruction.Test {
    fileprivate var usesShell: Bool {
        if case .command(.shell) = self { true } else { false }
    }
}
