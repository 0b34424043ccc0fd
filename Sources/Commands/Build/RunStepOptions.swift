import ArgumentParser

/// The options of `build` that are for RUN steps, as docker spells them.
struct RunStepOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            Give steps a secret: a file (src), or a variable (env); without either the variable or file of its name; may be \
            repeated.
            """, valueName: "id=name[,src=file|env=name]"))
    var secret: [String] = []

    @Option(
        help: ArgumentHelp(
            "Give steps an SSH agent: that of SSH_AUTH_SOCK, another's socket, or keys; may be repeated.",
            valueName: "default|id[=socket|key[,key]]"))
    var ssh: [String] = []

    @Option(
        help: ArgumentHelp(
            "Use a directory of this machine as the cache mount of this id; may be repeated.",
            valueName: "id=name,source=directory"))
    var cacheMount: [String] = []

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Show steps a file or directory of the host, which is no part of the image or the cache; may be repeated.",
            valueName: "host:container[:ro]"))
    var volume: [String] = []

    @OptionGroup
    var authorities: HostAuthorityOptions

    @Option(
        help: ArgumentHelp(
            "The network of steps: default, host, none, or private: the outside without the host's loopback.",
            valueName: "mode"))
    var network: String?

    @Option(
        help: ArgumentHelp(
            "Stop a step, and the build, whose command runs longer: 90s, 10m, 1h30m; 0 is no limit.",
            valueName: "time"))
    var stepTimeout: String?

    @OptionGroup
    var resources: ResourceOptions

    @Option(
        help: ArgumentHelp(
            "Allow steps to ask for more: network.host, security.insecure or device; may be repeated.",
            valueName: "what"))
    var allow: [String] = []

    @Option(
        help: ArgumentHelp(
            "Add a line to the steps' /etc/hosts; the address 'host-gateway' is this machine; may be repeated.",
            valueName: "name:address"))
    var addHost: [String] = []

    @Option(
        help: ArgumentHelp(
            "Give steps this machine's proxy variables, as '--build-arg' does (default: false).",
            valueName: "true|false"))
    var httpProxy: Bool?

    @Flag(help: "Leave steps the image's own /etc/hosts.")
    var noHosts = false

    @Option(
        help: ArgumentHelp(
            "A name server in the steps' /etc/resolv.conf, or 'none' for the image's own file; may be repeated.",
            valueName: "address"))
    var dns: [String] = []

    @Option(help: ArgumentHelp("An option of the steps' /etc/resolv.conf; may be repeated.", valueName: "option"))
    var dnsOption: [String] = []

    @Option(
        help: ArgumentHelp(
            "A domain that steps look names up in, or '.' for none; may be repeated.", valueName: "domain"))
    var dnsSearch: [String] = []
}
