import ArgumentParser

/// How registries are reached, for every verb that speaks to one.
struct RegistryOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Verify certificates; 'false' also allows plain http (default: what registries.conf says).",
            valueName: "true|false"))
    var tlsVerify: Bool?
}
