import Diagnostics
import Dockerfile
import ImageModel

extension Lowering {
    mutating func lowerHealthcheck(_ check: HealthcheckInstruction, _ state: inout StageState) {
        let test: [String] =
            switch check.test {
            case .none: ["NONE"]
            case .command(.exec(let arguments)): ["CMD"] + arguments
            case .command(.shell(let text)): ["CMD-SHELL", text]
            }
        var fields: [String: JSONValue] = ["Test": .array(test.map { .string($0) })]
        let times = [
            ("Interval", check.interval), ("Timeout", check.timeout), ("StartPeriod", check.startPeriod),
            ("StartInterval", check.startInterval), ("Retries", Int64(check.retries)),
        ]
        for (name, value) in times where value != 0 { fields[name] = .integer(value) }
        state.config.otherFields["Healthcheck"] = .object(fields)
        state.recordEmpty("HEALTHCHECK \(Self.goText(check, test))")
    }

    /// The check as Go's `%q` writes BuildKit's record of it, which is what histories hold.
    private static func goText(_ check: HealthcheckInstruction, _ test: [String]) -> String {
        let times = [check.interval, check.timeout, check.startPeriod, check.startInterval]
        let words = times.map { GoDuration.text($0).goQuoted } + [check.retries.goQuoted]
        return "&{[\(test.map(\.goQuoted).joined(separator: " "))] \(words.joined(separator: " "))}"
    }

    /// A trigger is kept as text, for the builds that start from this image.
    mutating func lowerTrigger(_ trigger: OnbuildInstruction, _ state: inout StageState) {
        state.config.onBuild = (state.config.onBuild ?? []) + [trigger.text]
    }
}
