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
        state.recordEmpty("HEALTHCHECK \(test.joined(separator: " "))")
    }

    /// A trigger is kept as text, for the builds that start from this image.
    mutating func lowerTrigger(_ trigger: OnbuildInstruction, _ state: inout StageState) {
        state.config.onBuild = (state.config.onBuild ?? []) + [trigger.text]
    }
}
