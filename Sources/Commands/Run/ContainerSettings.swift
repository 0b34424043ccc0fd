import Diagnostics
import Execution
import Glibc
import Sandbox

/// The options of `run`, checked.
struct ContainerSettings: Sendable {
    let passesInput: Bool
    let hasTerminal: Bool
    /// `NAME=value`, laid over the image's own.
    let environment: [String]
    let mounts: [SandboxMount]
    let authorities: HostAuthorities?
    let workingDirectory: String?
    let user: String?
    let network: SandboxNetwork
    /// The network that was asked for; nil for none.
    let givenNetwork: SandboxNetwork?
    /// The kind of terminal there is, as `TERM` has it.
    let terminal: String
    let entrypoint: String?
    let hostname: String?
    let isReadOnly: Bool
    let resources: ResourceSettings

    init(_ options: RunOptions, _ session: Session) throws(BuildError) {
        passesInput = options.interactive
        hasTerminal = options.tty
        if options.tty, isatty(STDIN_FILENO) == 0 {
            throw BuildError(.usage, "a terminal can't be had: standard input is not one", help: "leave out '-t'")
        }
        var environment = [String]()
        for file in options.envFile { environment += try Self.variables(inFile: file, session) }
        environment += options.env.compactMap { Self.variable($0, session) }
        self.environment = environment
        var mounts = [SandboxMount]()
        for text in options.volume { mounts.append(try SandboxMount(volume: text, session)) }
        self.mounts = mounts
        authorities = try HostAuthorityChoice(options.authorities, session).authorities()
        workingDirectory = options.workdir
        user = options.user
        network = try Self.network(options.network)
        givenNetwork = options.network == nil ? nil : network
        terminal = session.environment["TERM"] ?? "xterm"
        entrypoint = options.entrypoint
        hostname = options.hostname
        isReadOnly = options.readOnly
        resources = try ResourceSettings(options.resources)
    }

    /// A name alone takes its value from Pith's own environment, and is nothing if it is not set there.
    private static func variable(_ text: String, _ session: Session) -> String? {
        text.contains("=") ? text : session.environment[text].map { "\(text)=\($0)" }
    }

    private static func variables(inFile path: String, _ session: Session) throws(BuildError) -> [String] {
        let text = String(decoding: try TextFile.read(path), as: UTF8.self)
        return text.split(whereSeparator: \.isNewline).compactMap { line in
            let line = String(line.drop { $0 == " " || $0 == "\t" })
            return line.isEmpty || line.hasPrefix("#") ? nil : variable(line, session)
        }
    }

    private static func network(_ text: String?) throws(BuildError) -> SandboxNetwork {
        guard let text, text != "default" else { return .host }
        guard let network = SandboxNetwork(rawValue: text) else {
            throw BuildError(
                .usage, "'\(text)' is not a network: expected host, none or private",
                help: Suggestion.help(for: text, in: ["host", "none", "private"]))
        }
        return network
    }
}
