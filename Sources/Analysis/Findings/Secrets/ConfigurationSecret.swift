package import ImageModel

/// A secret in an image's configuration, which everyone who has the image can read. Its text is never kept.
package struct ConfigurationSecret: Hashable, Sendable {
    package let rule: SecretRule
    /// Where it is: `ENV DATABASE_PASSWORD`, `LABEL key`, `ENTRYPOINT`, `history 3`, `history 3: ARG TOKEN`. The names are
    /// the image's own and may have control characters.
    package let place: String

    package init(rule: SecretRule, place: String) {
        self.rule = rule
        self.place = place
    }

    /// How many secrets of a configuration are reported at most.
    package static let limit = 100

    /// Finds variables that are named like a secret and have a value, and tokens and keys in any text.
    ///
    /// History entries count from 1. A secret that an `ENV` entry of the history has is reported where it still is in
    /// the environment, and in the history only if it is not there any more.
    package static func find(in config: ImageConfig) -> [ConfigurationSecret] {
        let container = config.config
        var found = [ConfigurationSecret]()
        for entry in container.env {
            guard let variable = ConfigurationVariable(entry) else { continue }
            found += secrets(of: variable, at: "ENV \(variable.name)")
        }
        for (key, value) in container.labels.sorted(by: { $0.key < $1.key }) {
            found += tokens(in: value, at: "LABEL \(key)")
        }
        for (name, words) in [("ENTRYPOINT", container.entrypoint), ("CMD", container.cmd)] {
            found += tokens(in: (words ?? []).joined(separator: "\n"), at: name)
        }
        for (index, entry) in config.history.enumerated() {
            found += secrets(ofHistory: entry.createdBy ?? "", number: index + 1, environment: container.env)
        }
        return Array(found.uniqued().prefix(limit))
    }

    private static func secrets(ofHistory text: String, number: Int, environment: [String]) -> [ConfigurationSecret] {
        let place = "history \(number)"
        let step = HistoryStep(text)
        var found = [ConfigurationSecret]()
        for (keyword, entry) in step.variables {
            let isReported = keyword == "ENV" && environment.contains { $0 == entry || $0.hasPrefix("\(entry) ") }
            guard !isReported, let variable = ConfigurationVariable(entry) else { continue }
            found += secrets(of: variable, at: "\(place): \(keyword) \(variable.name)")
        }
        return found + tokens(in: step.rest, at: place)
    }

    private static func secrets(of variable: ConfigurationVariable, at place: String) -> [ConfigurationSecret] {
        let byForm = tokens(in: variable.text, at: place)
        if !byForm.isEmpty { return byForm }
        if CredentialLine.hasURLPassword(variable.value) {
            return [ConfigurationSecret(rule: .urlPassword, place: place)]
        }
        return variable.isSecret ? [ConfigurationSecret(rule: .secretVariable, place: place)] : []
    }

    private static func tokens(in text: String, at place: String) -> [ConfigurationSecret] {
        var scanner = SecretScanner(path: [])
        var text = text
        text.withUTF8 { scanner.update(UnsafeRawBufferPointer($0)) }
        return scanner.finish().map { ConfigurationSecret(rule: $0.rule, place: place) }.uniqued()
    }
}

extension Array where Element: Hashable {
    /// The first of each equal elements.
    func uniqued() -> [Element] {
        var seen = Set<Element>()
        return filter { seen.insert($0).inserted }
    }
}
