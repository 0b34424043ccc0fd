package import Diagnostics

/// Whether an image keeps to a rule, and why.
package struct RuleOutcome: Hashable, Sendable {
    package let rule: ImageRule
    package let passed: Bool
    /// The figure: `61.2 MB`, `none`, `/bin/sh and 2 more`.
    package let reason: String

    /// `FAIL size>50MB: 61.2 MB`. Paths in it are the image's own and may have control characters.
    package var line: String { "\(passed ? "PASS" : "FAIL") \(rule.text): \(reason)" }

    /// Holds rules against an image, in their order.
    ///
    /// - Throws: `usage` for a rule about something that was not looked for.
    package static func evaluate(_ rules: [ImageRule], on subject: RuleSubject) throws(BuildError) -> [RuleOutcome] {
        var outcomes = [RuleOutcome]()
        for rule in rules { outcomes.append(try evaluate(rule, on: subject)) }
        return outcomes
    }

    private static func evaluate(_ rule: ImageRule, on subject: RuleSubject) throws(BuildError) -> RuleOutcome {
        switch rule.figure {
        case .size: bytes(rule, subject.size)
        case .compressedSize: bytes(rule, subject.compressedSize)
        case .wasted: bytes(rule, subject.wasted)
        case .layers: number(rule, Int64(subject.layers), "\(subject.layers)")
        case .files: number(rule, Int64(subject.files), "\(subject.files)")
        case .packages: number(rule, Int64(subject.packages), "\(subject.packages)")
        case .efficiency: share(rule, subject.efficiency, RuleAmount.decimals(subject.efficiency, 4))
        case .growth: try growth(rule, subject)
        case .rootUser: rootUser(rule, subject)
        case .shell: list(rule, subject.shells)
        case .packageManager: list(rule, subject.packageManagers)
        case .setuid: list(rule, subject.setuid)
        case .secret: list(rule, subject.secrets)
        case .worldWritable: list(rule, subject.worldWritable)
        case .unknownOwner: list(rule, subject.unknownOwners)
        case .pendingSecurityUpdates:
            list(rule, try known(subject.pendingSecurityUpdates, rule, "a look at the package archives for updates"))
        case .vulnerability: list(rule, try known(subject.vulnerabilities, rule, "a database of advisories"))
        }
    }

    private static func known<Value>(_ value: Value?, _ rule: ImageRule, _ what: String) throws(BuildError) -> Value {
        guard let value else { throw BuildError(.usage, "rule '\(rule.text)' needs \(what)") }
        return value
    }

    /// A size that reads like the limit is written in full.
    private static func bytes(_ rule: ImageRule, _ value: Int64) -> RuleOutcome {
        let text = RuleAmount.text(bytes: value)
        guard case .number(let limit) = rule.threshold, limit != value, RuleAmount.text(bytes: limit) == text
        else { return number(rule, value, text) }
        return number(rule, value, "\(value) B")
    }

    private static func number(_ rule: ImageRule, _ value: Int64, _ reason: String) -> RuleOutcome {
        guard case .number(let limit) = rule.threshold else { return share(rule, Double(value), reason) }
        return RuleOutcome(rule: rule, passed: !rule.comparison.holds(value, limit), reason: reason)
    }

    private static func share(_ rule: ImageRule, _ value: Double, _ reason: String) -> RuleOutcome {
        let limit =
            switch rule.threshold {
            case .number(let number): Double(number)
            case .share(let share): share
            }
        return RuleOutcome(rule: rule, passed: !rule.comparison.holds(value, limit), reason: reason)
    }

    private static func growth(_ rule: ImageRule, _ subject: RuleSubject) throws(BuildError) -> RuleOutcome {
        let baseline = try known(subject.baselineSize, rule, "a baseline image")
        let (growth, overflows) = subject.size.subtractingReportingOverflow(baseline)
        let bytes = overflows ? .max : growth
        let sign = bytes > 0 ? "+" : ""
        guard baseline > 0 else {
            // Any growth from nothing is more than any share of it.
            let reason = "\(sign)\(RuleAmount.text(bytes: bytes)), from an empty baseline"
            if case .number = rule.threshold { return number(rule, bytes, reason) }
            return share(rule, bytes > 0 ? .infinity : 0, reason)
        }
        let ratio = Double(bytes) / Double(baseline)
        let reason = "\(sign)\(RuleAmount.text(bytes: bytes)) (\(sign)\(RuleAmount.text(share: ratio)))"
        if case .number = rule.threshold { return number(rule, bytes, reason) }
        return share(rule, ratio, reason)
    }

    private static func rootUser(_ rule: ImageRule, _ subject: RuleSubject) -> RuleOutcome {
        let user = subject.user.isEmpty ? "root, as no user is set" : subject.user
        return RuleOutcome(rule: rule, passed: !subject.runsAsRoot, reason: "runs as \(user)")
    }

    private static func list(_ rule: ImageRule, _ found: [String]) -> RuleOutcome {
        let more = found.count - 1
        let reason = found.first.map { more > 0 ? "\($0) and \(more) more" : $0 } ?? "none"
        return number(rule, Int64(found.count), reason)
    }
}
