import ArgumentParser
import Diagnostics
import ImageModel

/// Which images are meant, for verbs that take images from wherever they are.
struct ImageOptions: ParsableArguments {
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

/// The options of images, checked.
struct ImageSettings: Sendable {
    let platform: Platform
    let access: RegistryAccess
    let progress: ProgressMode?
    private let buildOptions: [String]

    init(_ options: ImageOptions, _ session: Session) throws(BuildError) {
        platform = try options.platform.map { text throws(BuildError) in try Platform(parsing: text) } ?? .host
        access = try RegistryAccess(options.transfers, session)
        progress = options.progress
        buildOptions =
            options.buildArg.flatMap { ["--build-arg", $0] } + options.buildContext.flatMap { ["--build-context", $0] }
            + (options.progress.map { ["--progress", $0.rawValue] } ?? [])
    }

    /// How the image of a Dockerfile is built.
    func build(_ file: String, _ context: String, _ session: Session) throws -> BuildSettings {
        let arguments = ["--file", file, "--platform", platform.description] + buildOptions + [context]
        return try BuildSettings(try BuildOptions.parse(arguments), session)
    }
}
