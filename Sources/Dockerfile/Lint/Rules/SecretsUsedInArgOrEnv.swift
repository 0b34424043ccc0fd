import Diagnostics

extension LintRule {
    /// Values of ARG and ENV stay in the image or its history, so none of them is a secret. Only names are looked at.
    static let secretsUsedInArgOrEnv = LintRule(
        "SecretsUsedInArgOrEnv", "Sensitive data should not be used in the ARG or ENV commands"
    ) { subject in
        subject.steps.flatMap { step in
            step.names.filter(namesSecret).map { name in
                let keyword = step.instruction.keyword.rawValue
                let message =
                    "Do not use ARG or ENV instructions for sensitive data (\(keyword) \(name.goQuoted))"
                return LintFinding(
                    message, at: step.statement,
                    help: "give it to the step that needs it: 'RUN --mount=type=secret,id=…'")
            }
        }
    }

    private static func namesSecret(_ name: String) -> Bool {
        let words = name.lowercased().split(separator: "_").map(String.init)
        return words.contains(where: secretWords.contains) && !words.contains(where: harmlessWords.contains)
    }

    private static let secretWords: Set<String> = [
        "apikey", "auth", "credential", "credentials", "key", "password", "pword", "passwd", "secret", "token",
    ]

    private static let harmlessWords: Set<String> = ["public", "file", "version"]
}
