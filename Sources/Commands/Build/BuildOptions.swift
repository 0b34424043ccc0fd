import ArgumentParser

/// The options of `build`, as docker spells them.
struct BuildOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: ArgumentHelp("Name the image; may be repeated.", valueName: "name[:tag]"))
    var tag: [String] = []

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "The Dockerfile: a file, an address, or '-' for standard input (default: PATH/Dockerfile).",
            valueName: "file"))
    var file: String?

    @Option(help: ArgumentHelp("Stop at this stage.", valueName: "stage"))
    var target: String?

    @Option(
        help: ArgumentHelp(
            "Set an ARG; without a value it comes from the environment; may be repeated.", valueName: "name[=value]"))
    var buildArg: [String] = []

    @Option(
        help: ArgumentHelp(
            "Set the ARGs in this file, a name=value each line; '--build-arg' goes before it; may be repeated.",
            valueName: "file"))
    var buildArgFile: [String] = []

    @Option(
        help: ArgumentHelp(
            """
            Name a further source of files or base images: a directory, the address of a git repository or an archive, \
            docker-image://REF, oci-layout://DIR[:TAG] or compose://NAME; may be repeated.
            """, valueName: "name=source"))
    var buildContext: [String] = []

    @Option(
        help: ArgumentHelp(
            "Leave out of the build context what this file says, in place of its .dockerignore.", valueName: "file"))
    var ignorefile: String?

    @Flag(
        help: """
            Give the files of build contexts the modes that git gives them, so that the cache and the image don't depend \
            on the umask of whoever checked them out.
            """)
    var normalizeModes = false

    @Option(help: ArgumentHelp("Set a label of the image; may be repeated.", valueName: "name=value"))
    var label: [String] = []

    @Option(
        help: ArgumentHelp(
            "Annotate the image where it is pushed or put into an OCI archive; may be repeated.",
            valueName: "[manifest|index[platform]:]key=value"))
    var annotation: [String] = []

    @Flag(help: "Run every step, whatever the cache has.")
    var noCache = false

    @Option(help: ArgumentHelp("Run every step of these stages; may be repeated.", valueName: "stage"))
    var noCacheFilter: [String] = []

    @Option(
        help: ArgumentHelp(
            """
            Use results that other machines left: type=registry,ref=NAME, type=local,src=DIRECTORY, or a name; with \
            mounts=true also cache mounts that are empty here; may be repeated.
            """, valueName: "type=...,ref=..."))
    var cacheFrom: [String] = []

    @Option(
        help: ArgumentHelp(
            """
            Leave results for other machines: type=registry,ref=NAME, type=local,dest=DIRECTORY or type=inline, with \
            mode=min (the image's own layers) or max (all steps); with mounts=true also the files of cache mounts; may be \
            repeated.
            """, valueName: "type=...,ref=..."))
    var cacheTo: [String] = []

    @Flag(help: "Say for each step at the end why it ran.")
    var explainCache = false

    @Option(help: ArgumentHelp("Run so many steps at the same time (default: all that can).", valueName: "number"))
    var jobs: String?

    @OptionGroup
    var steps: RunStepOptions

    @Option(
        help: ArgumentHelp(
            """
            When a RUN step fails: 'shell' for a shell on the terminal, or a command, in the step's root file system with \
            its mounts, environment, directory and user; then the build ends.
            """, valueName: "shell|command"))
    var onError: String?

    @Option(
        help: ArgumentHelp(
            """
            When a registry is asked for a base image: missing (if the store does not have it, default), newer (the \
            store's will do if no registry answers), always, never. '--pull' alone renews: always.
            """, valueName: "when"))
    var pull = BasePullPolicy.missing

    @OptionGroup
    var transfers: TransferOptions

    @Option(
        help: ArgumentHelp(
            "Build for these platforms (default: this machine's); several, with commas, become one index.",
            valueName: "os/arch[,os/arch]"))
    var platform: [String] = []

    @Option(
        name: [.customShort("o"), .long],
        help: ArgumentHelp(
            """
            Where the result goes: type=image (the store, default), registry, oci, docker, tar or local, with dest=FILE \
            or DIRECTORY, name=NAME, compression=FORMAT; may be repeated.
            """, valueName: "type=...,dest=..."))
    var output: [String] = []

    @Option(
        help: ArgumentHelp(
            "The media types of the image where it is pushed: oci (default) or docker.", valueName: "format"))
    var format = ImageFormat.oci

    @Option(
        help: ArgumentHelp(
            "Add the image to those of other platforms that this name stands for in the store.", valueName: "name[:tag]"
        ))
    var manifest: String?

    @Option(
        help: ArgumentHelp(
            "Give the image, and all files that the build adds to its base, this time, in seconds since 1970.",
            valueName: "seconds"))
    var timestamp: String?

    @Option(
        help: ArgumentHelp(
            "Give the image this time, in seconds since 1970: the ARG SOURCE_DATE_EPOCH.", valueName: "seconds"))
    var sourceDateEpoch: String?

    @Flag(help: "Make no file that the build adds to its base newer than that: rewrite-timestamp=true.")
    var rewriteTimestamp = false

    @Flag(help: "Make one layer of all that the build adds to its base image.")
    var squash = false

    @Flag(help: "Push the image to its registries: type=registry.")
    var push = false

    @Flag(help: "Put the image into the store, whatever else is done with it: type=image.")
    var load = false

    @Option(
        help: ArgumentHelp(
            "How to show progress: auto, tty, plain, rawjson or quiet (also BUILDKIT_PROGRESS).", valueName: "mode"))
    var progress: ProgressMode?

    @Flag(name: .shortAndLong, help: "Print the image's ID only.")
    var quiet = false

    @Option(help: ArgumentHelp("Write the image's ID to this file.", valueName: "file"))
    var iidfile: String?

    @Option(help: ArgumentHelp("Write the digests and names of the result to this file, as JSON.", valueName: "file"))
    var metadataFile: String?

    @OptionGroup
    var compatibility: CompatibilityOptions

    @Flag(help: "Apply the build checks instead of building: --call=check.")
    var check = false

    @Option(
        help: ArgumentHelp(
            """
            What to do: build, check, outline (what the target takes) or targets (the stages); with ',format=json' for \
            programs.
            """, valueName: "method"))
    var call: String?

    @Option(help: ArgumentHelp("Take Debian packages from this mirror.", valueName: "url"))
    var mirror: String?

    @Argument(
        help: ArgumentHelp(
            """
            The build context, which COPY takes files from: a directory, the address of a git repository \
            (URL.git#REF:DIRECTORY) or an archive, or '-' for a tar or a Dockerfile on standard input.
            """, valueName: "path"))
    var context: String
}

extension ProgressMode: ExpressibleByArgument {}
