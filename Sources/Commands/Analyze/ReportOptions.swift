import Analysis
import ArgumentParser
import Diagnostics
import ImageModel

/// How reports are written.
enum ReportFormat: String, ExpressibleByArgument, CaseIterable {
    case table
    case json
    /// A page that is one file.
    case html
    /// A comment for GitHub.
    case markdown
}

/// What the verbs that report on images have in common.
struct ReportOptions: ParsableArguments {
    @Option(help: "How the report is written: table, json, html (one file) or markdown (for a comment on GitHub).")
    var format = ReportFormat.table

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Write the report to this file (default: standard output).", valueName: "file"))
    var output: String?

    @Option(
        help: ArgumentHelp(
            "Fail, with status 1, if this holds, such as size>50MB, efficiency<0.95, shell, root-user, secret, or the rules in @FILE; may be repeated.",
            valueName: "rule[,rule]|@file"))
    var failOn: [String] = []

    @Option(
        help: ArgumentHelp(
            "Look for vulnerabilities of Python, Node, Go and Rust packages in this file of OSV advisories (JSON); may be repeated.",
            valueName: "file"))
    var advisories: [String] = []

    @Flag(help: "Don't ask Debian's archive which security updates an image lacks.")
    var noUpdates = false

    @OptionGroup
    var archive: ArchiveOptions

    @OptionGroup
    var images: ImageOptions
}

/// The options of a report, checked.
struct ReportSettings: Sendable {
    let format: ReportFormat
    /// Nil for standard output.
    let output: String?
    let images: ImageSettings
    let rules: [ImageRule]
    /// The image that `growth` is measured against.
    let baseline: String?
    /// Paths of OSV files.
    let advisories: [String]
    /// Which archive is asked for security updates; nil for none.
    let archive: ArchiveSettings?

    /// - Parameter baseline: the image that `growth` is measured against.
    /// - Throws: `usage`, also for a rule that looks at what is not looked for.
    init(_ options: ReportOptions, baseline: String?, _ session: Session) throws(BuildError) {
        format = options.format
        output = options.output.map(session.absolute)
        images = try ImageSettings(options.images, session)
        self.baseline = baseline
        advisories = options.advisories.map(session.absolute)
        archive =
            options.noUpdates ? nil : try ArchiveSettings(options.archive, try Configuration.load(session), session)
        rules = try Self.rules(options.failOn, session)
        try check(.growth, baseline != nil, "an image to compare with: add --baseline IMAGE")
        try check(.vulnerability, !advisories.isEmpty, "advisories to look in: add --advisories FILE")
        try check(.pendingSecurityUpdates, archive != nil, "Debian's archive: leave out --no-updates")
    }

    private static func rules(_ texts: [String], _ session: Session) throws(BuildError) -> [ImageRule] {
        var rules = [ImageRule]()
        for text in texts {
            if text.hasPrefix("@") {
                let name = String(text.dropFirst())
                let file = String(decoding: try TextFile.read(session.absolute(name), limit: 1 << 20), as: UTF8.self)
                rules += try ImageRule.parse(file: file, name: name)
            } else {
                rules += try ImageRule.parse(text)
            }
        }
        return rules
    }

    private func check(_ figure: RuleFigure, _ isKnown: Bool, _ need: String) throws(BuildError) {
        guard !isKnown, let rule = rules.first(where: { $0.figure == figure }) else { return }
        throw BuildError(.usage, "rule '\(rule.text)' needs \(need)")
    }

    /// Writes a report to where it was asked for.
    func write(_ report: String) throws(BuildError) {
        if let output { try TextFile.write(report, to: output) } else { Standard.output(report) }
    }
}
