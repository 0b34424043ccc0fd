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
            "Of images that have several platforms, take this one (default: this machine's).", valueName: "os/arch"))
    var platform: String?

    @Option(
        help: ArgumentHelp(
            "Set an ARG of Dockerfiles that are built first; may be repeated.", valueName: "name[=value]"))
    var buildArg: [String] = []

    @Option(
        help: ArgumentHelp(
            "Name a further source of files or base images of Dockerfiles that are built first; may be repeated.",
            valueName: "name=source"))
    var buildContext: [String] = []

    @OptionGroup
    var transfers: TransferOptions

    @Option(
        help: ArgumentHelp(
            "How to show progress: auto, tty, plain, rawjson or quiet (also BUILDKIT_PROGRESS).", valueName: "mode"))
    var progress: ProgressMode?
}

/// The options of a report, checked.
struct ReportSettings: Sendable {
    let format: ReportFormat
    /// Nil for standard output.
    let output: String?
    let platform: Platform
    let access: RegistryAccess
    let progress: ProgressMode?
    private let options: ReportOptions

    init(_ options: ReportOptions, _ session: Session) throws(BuildError) {
        format = options.format
        output = options.output.map(session.absolute)
        platform = try options.platform.map { text throws(BuildError) in try Platform(parsing: text) } ?? .host
        access = try RegistryAccess(options.transfers, session)
        progress = options.progress
        self.options = options
    }

    /// How an image is built that is to be reported on.
    func build(_ file: String, _ context: String, _ session: Session) throws -> BuildSettings {
        var arguments = ["--file", file, "--platform", platform.description]
        for argument in options.buildArg { arguments += ["--build-arg", argument] }
        for source in options.buildContext { arguments += ["--build-context", source] }
        if let progress { arguments += ["--progress", progress.rawValue] }
        return try BuildSettings(try BuildOptions.parse(arguments + [context]), session)
    }

    /// Writes a report to where it was asked for.
    func write(_ report: String) throws(BuildError) {
        if let output { try TextFile.write(report, to: output) } else { Standard.output(report) }
    }
}
