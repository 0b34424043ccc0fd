/// Decides once whether output is coloured; whoever writes is handed the answer.
package enum ColorPolicy {
    /// Off where `NO_COLOR` is set and not empty (no-color.org); else on where `CLICOLOR_FORCE` is set and not `0`; else
    /// on for a terminal that is not `dumb`.
    package static func allowsColor(isTerminal: Bool, environment: [String: String]) -> Bool {
        if let value = environment["NO_COLOR"], !value.isEmpty { return false }
        if let value = environment["CLICOLOR_FORCE"], !value.isEmpty, value != "0" { return true }
        return isTerminal && environment["TERM"] != "dumb"
    }
}
