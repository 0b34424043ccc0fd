import Diagnostics

/// `HEALTHCHECK [FLAGS] CMD COMMAND` or `HEALTHCHECK NONE`. Nothing in it is expanded.
package struct HealthcheckInstruction: Sendable {
    package enum Test: Sendable, Hashable {
        /// The check of the base image is switched off.
        case none
        case command(CommandForm)
    }

    package let test: Test
    /// Times in nanoseconds; 0 where nothing is said.
    package let interval: Int64
    package let timeout: Int64
    package let startPeriod: Int64
    package let startInterval: Int64
    /// 0 where nothing is said.
    package let retries: Int
}

extension InstructionParser {
    mutating func healthcheck() -> HealthcheckInstruction? {
        let flags = flags([
            "interval": .text, "timeout": .text, "start-period": .text, "start-interval": .text, "retries": .text,
        ])
        guard let test = healthcheckTest() else { return nil }
        return HealthcheckInstruction(
            test: test, interval: nanoseconds(flags["interval"]), timeout: nanoseconds(flags["timeout"]),
            startPeriod: nanoseconds(flags["start-period"]), startInterval: nanoseconds(flags["start-interval"]),
            retries: retries(flags["retries"]))
    }

    /// What follows the flags: a kind, and for CMD the command.
    private mutating func healthcheckTest() -> HealthcheckInstruction.Test? {
        let (kind, rest) = text.firstWordAndRest(arguments)
        let help = "write 'HEALTHCHECK CMD COMMAND' or 'HEALTHCHECK NONE'"
        switch text.text(kind).uppercased() {
        case "NONE" where rest.isEmpty:
            return HealthcheckInstruction.Test.none
        case "NONE":
            report("too-many-arguments", "HEALTHCHECK NONE takes no arguments", at: text.range(rest))
        case "CMD":
            return healthcheckCommand(rest).map(HealthcheckInstruction.Test.command)
        case "":
            reportMissing("'CMD' and a command, or 'NONE'", help: help)
        default:
            let message = "unknown kind '\(text.text(kind))' of HEALTHCHECK"
            report("unknown-healthcheck", message, at: text.range(kind), help: help)
        }
        return nil
    }

    private mutating func healthcheckCommand(_ part: Range<Int>) -> CommandForm? {
        switch JSONArray(text, in: part) {
        case .strings(let words) where !words.isEmpty:
            return .exec(words.map(\.text))
        case .invalid where !part.isEmpty:
            return .shell(text.text(part))
        case .otherMember(let range):
            report("array-of-strings", "HEALTHCHECK takes an array of strings only", at: range)
        case .strings, .invalid:
            reportMissing("a command after 'CMD'")
        }
        return nil
    }

    /// A Go duration: 0, or at least a millisecond.
    private mutating func nanoseconds(_ word: Word?) -> Int64 {
        guard let word, !word.text.isEmpty else { return 0 }
        guard let duration = GoDuration.nanoseconds(word.text) else {
            let message = "invalid duration '\(word.text)'"
            report("invalid-flag-value", message, at: word.range, help: "write it as '1m30s', '5s' or '500ms'")
            return 0
        }
        if duration != 0, duration < 1_000_000 {
            report("invalid-flag-value", "duration '\(word.text)' is shorter than 1ms", at: word.range)
        }
        return duration
    }

    private mutating func retries(_ word: Word?) -> Int {
        guard let word, !word.text.isEmpty else { return 0 }
        guard let count = Int32(word.text), count >= 0 else {
            report("invalid-flag-value", "invalid number of retries '\(word.text)'", at: word.range)
            return 0
        }
        return Int(count)
    }
}
