import ArgumentParser

/// How registries are reached, for every verb that speaks to one.
struct RegistryOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Verify certificates; 'false' also allows plain http (default: what registries.conf says).",
            valueName: "true|false"))
    var tlsVerify: Bool?

    @Option(
        help: ArgumentHelp(
            "Trust the authorities in this directory (*.crt), and show its certificate (*.cert, *.key), whatever the registry.",
            valueName: "directory"))
    var certDir: String?
}

/// How images get to registries and from there.
struct TransferOptions: ParsableArguments {
    @OptionGroup
    var access: RegistryOptions

    @Option(
        help: ArgumentHelp(
            "Take credentials from this file alone, as docker or podman write it (also REGISTRY_AUTH_FILE).",
            valueName: "file"))
    var authfile: String?

    @Option(
        help: ArgumentHelp(
            "Show registries this user's password; asked for if it is left out.", valueName: "user[:password]"))
    var creds: String?

    @Option(
        help: ArgumentHelp("How often a transfer that fails is tried again (default: 4).", valueName: "number"))
    var retry: String?

    @Option(
        help: ArgumentHelp(
            "How long to wait before that, such as 500ms or 2s; twice as long after each further failure (default: 200ms).",
            valueName: "duration"))
    var retryDelay: String?
}
