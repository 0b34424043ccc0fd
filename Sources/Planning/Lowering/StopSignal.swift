import Diagnostics

/// What STOPSIGNAL takes: the names and numbers that docker knows.
enum StopSignal {
    /// - Throws: `invalid-signal` for anything else.
    static func check(_ text: String, at range: SourceRange) throws(BuildError) {
        if let number = Int32(text), number != 0 { return }
        var name = text.uppercased()
        if name.hasPrefix("SIG") { name.removeFirst(3) }
        guard !names.contains(name) else { return }
        throw BuildError(
            .invalidInput,
            [
                Diagnostic(
                    code: "invalid-signal", "unknown signal '\(text)'", at: range,
                    help: Suggestion.closest(to: name, in: names).map { "did you mean 'SIG\($0)'?" })
            ])
    }

    /// See signal(7).
    private static let names: [String] =
        [
            "ABRT", "ALRM", "BUS", "CHLD", "CLD", "CONT", "FPE", "HUP", "ILL", "INT", "IO", "IOT", "KILL", "PIPE",
            "POLL", "PROF", "PWR", "QUIT", "SEGV", "STKFLT", "STOP", "SYS", "TERM", "TRAP", "TSTP", "TTIN", "TTOU",
            "URG", "USR1", "USR2", "VTALRM", "WINCH", "XCPU", "XFSZ", "RTMIN", "RTMAX",
        ] + (1...15).map { "RTMIN+\($0)" } + (1...14).map { "RTMAX-\($0)" }
}
