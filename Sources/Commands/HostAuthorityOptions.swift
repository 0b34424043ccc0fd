import ArgumentParser

/// The options of `build` and `run` that let processes trust this machine's certificate authorities.
struct HostAuthorityOptions: ParsableArguments {
    @Flag(
        name: .customLong("host-ca"), inversion: .prefixedNo,
        help: ArgumentHelp(
            """
            Let commands trust the certificate authorities that this machine trusts; they are no part of the image or the \
            cache.
            """))
    var isWanted: Bool?

    @Option(
        name: .customLong("host-ca-file"),
        help: ArgumentHelp(
            "Let commands trust the authorities of this PEM file in place of the machine's.", valueName: "file"))
    var file: String?
}
