import Diagnostics
import Dockerfile
import Glibc
import ImageModel
import Planning

/// The build checks of a build: BuildKit's rules, on the stages that are built.
struct BuildChecks: Sendable {
    private let findings: [Diagnostic]

    /// - Parameters:
    ///   - targets: what is built; what is found for several platforms counts once.
    ///   - ignored: what the build context leaves out.
    /// - Throws: `invalidInput` with the findings where the Dockerfile says `# check=error=true`, or for a `check` that
    ///   can't be understood.
    init(
        _ document: DockerfileDocument, _ targets: [BuildPlanning.Target], _ ignored: IgnorePatterns
    ) throws(BuildError) {
        var findings = [Diagnostic]()
        for target in targets {
            var request = LintRequest(target.request)
            request.onlyNeededStages = true
            request.ignored = ignored
            for (need, image) in target.images {
                request.baseImages[need.name] = LintBaseImage(image, for: need.platform)
            }
            let result = try Linter.lint(document, request)
            for finding in result.findings where !findings.contains(finding) { findings.append(finding) }
            guard result.failsBuild else { continue }
            let rules = result.brokenRules.joined(separator: ", ")
            throw BuildError(
                .invalidInput, "lint violation found for rules: \(rules)", diagnostics: result.findings)
        }
        self.findings = findings
    }

    /// One for each finding, in BuildKit's words.
    var events: [ProgressEvent] {
        findings.map { finding in
            let summary = LintRule.named(finding.code)?.summary ?? finding.message
            let text = Self.short(finding)
            return .warning(Diagnostic(.warning, code: finding.code, text, at: finding.range, notes: [summary]))
        }
    }

    /// Says at the end of a build what was found, on standard error; nothing where progress is for programs, or quiet.
    func report(_ settings: BuildSettings, _ session: Session) {
        guard !settings.isQuiet, !settings.isRawJSON(session) else { return }
        Standard.error(Self.summary(findings, color: session.hasColor))
    }

    /// As docker prints it, sorted by text.
    static func summary(_ findings: [Diagnostic], color: Bool) -> String {
        guard !findings.isEmpty else { return "" }
        let count = findings.count == 1 ? "1 warning found" : "\(findings.count) warnings found"
        let head = "\(count) (use 'pith check' to expand):\n"
        let lines = findings.map(short).sorted().map { " - \($0.escapingControls)\n" }
        return "\n " + (color ? "\u{1B}[33m\(head)\u{1B}[0m" : head) + lines.joined()
    }

    private static func short(_ finding: Diagnostic) -> String {
        "\(finding.code): \(finding.message)" + (finding.range.map { " (line \($0.line))" } ?? "")
    }
}

extension BuildSettings {
    /// Whether progress is for programs.
    func isRawJSON(_ session: Session) -> Bool {
        progressMode(session) == .rawjson
    }

    /// Whether a person reads what is said at the end.
    func showsSummary(_ session: Session) -> Bool {
        let mode = progressMode(session)
        return mode != .rawjson && mode != .quiet
    }

    private func progressMode(_ session: Session) -> ProgressMode? {
        try? ProgressMode.chosen(flag: progress, environment: session.environment)
    }
}

extension LintBaseImage {
    fileprivate init(_ image: ResolvedImage, for platform: Platform) {
        let (config, found) = (image.config, Platform(os: image.config.os, architecture: image.config.architecture))
        let isOther = found.os != platform.os || found.architecture != platform.architecture
        let pairs = config.config.env.map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
        let environment = pairs.compactMap { $0.first.map { ($0, "") } }
        self.init(
            platforms: isOther ? (platform.description, found.description) : nil,
            environment: Dictionary(environment) { $1 }
                .merging(pairs.filter { $0.count == 2 }.map { ($0[0], $0[1]) }) { $1 },
            hasShell: config.config.shell?.isEmpty == false, user: config.config.user ?? "")
    }
}
