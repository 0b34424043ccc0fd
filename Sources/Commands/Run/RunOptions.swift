import ArgumentParser

/// The options of `run`, as docker spells them.
struct RunOptions: ParsableArguments {
    @Flag(name: .shortAndLong, help: "Pass standard input on.")
    var interactive = false

    @Flag(name: .shortAndLong, help: "Give the command a terminal.")
    var tty = false

    @Flag(help: "Remove the container afterwards; it always is.")
    var rm = false

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Set an environment variable; may be repeated.", valueName: "name[=value]"))
    var env: [String] = []

    @Option(help: ArgumentHelp("Set the variables in this file; may be repeated.", valueName: "file"))
    var envFile: [String] = []

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Show a file or directory of the host; may be repeated.", valueName: "host:container[:ro]"))
    var volume: [String] = []

    @OptionGroup
    var authorities: HostAuthorityOptions

    @Option(name: .shortAndLong, help: ArgumentHelp("Start in this directory.", valueName: "directory"))
    var workdir: String?

    @Option(name: .shortAndLong, help: ArgumentHelp("Run as this user, a name or a number.", valueName: "user[:group]"))
    var user: String?

    @Option(
        help: ArgumentHelp(
            "The network: host (default), none, or private: the outside without the host's loopback.",
            valueName: "mode"))
    var network: String?

    @OptionGroup
    var resources: ResourceOptions

    @Option(help: ArgumentHelp("Replace the image's entrypoint; '' clears it.", valueName: "command"))
    var entrypoint: String?

    @Option(help: ArgumentHelp("The container's host name.", valueName: "name"))
    var hostname: String?

    @Flag(help: "Make the root file system read-only.")
    var readOnly = false

    @Flag(
        help: """
            Run the command, or a shell, where the last build failed instead of in an image: in the root file system, \
            environment, directory and user of its failed RUN step, with its cache and tmpfs mounts. What it writes goes \
            with it; the next build removes the root file system.
            """)
    var failed = false

    @Option(help: ArgumentHelp("Pull the image first: always, missing (default) or never.", valueName: "when"))
    var pull = PullPolicy.missing

    @Option(help: ArgumentHelp("The platform of a pulled image (default: this machine's).", valueName: "os/arch"))
    var platform: String?

    /// For suggestions.
    static let names =
        [
            "--interactive", "--tty", "--rm", "--env", "--env-file", "--volume", "--host-ca", "--host-ca-file",
            "--workdir", "--user", "--network", "--entrypoint", "--hostname", "--read-only", "--failed", "--pull",
            "--platform",
        ] + ResourceOptions.names
}
