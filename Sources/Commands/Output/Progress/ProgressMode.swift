package import Diagnostics

/// The values of `--progress` and of `BUILDKIT_PROGRESS`.
package enum ProgressMode: String, CaseIterable, Sendable {
    /// `tty` on a terminal, else `plain`.
    case auto
    case tty
    case plain
    case rawjson
    /// Nothing.
    case quiet
    /// Another name of `quiet`.
    case none

    /// The mode that the flag asks for, else the environment, else `auto`.
    ///
    /// - Throws: `usage` if the environment names no mode.
    package static func chosen(
        flag: ProgressMode?, environment: [String: String]
    ) throws(BuildError) -> ProgressMode {
        if let flag { return flag }
        guard let name = environment["BUILDKIT_PROGRESS"], !name.isEmpty else { return .auto }
        guard let mode = ProgressMode(rawValue: name) else {
            let names = allCases.map(\.rawValue)
            let message = "BUILDKIT_PROGRESS can't be used: '\(name)' is none of \(names.joined(separator: ", "))"
            throw BuildError(.usage, message, help: Suggestion.help(for: name, in: names))
        }
        return mode
    }

    /// The mode with `auto` decided.
    ///
    /// - Throws: `usage` for `tty` where standard error is not a terminal.
    package func resolved(isTerminal: Bool, environment: [String: String]) throws(BuildError) -> ProgressMode {
        switch self {
        case .auto:
            return isTerminal && environment["TERM"] != "dumb" ? .tty : .plain
        case .tty where !isTerminal:
            throw BuildError(
                .usage, "progress can't be shown as 'tty': standard error is not a terminal", help: "--progress plain")
        default:
            return self
        }
    }
}
