/// One thing said about a user's input: what, why, where, and how to mend it.
package struct Diagnostic: Error, Sendable, Hashable {
    package enum Severity: String, Sendable, Hashable, Comparable {
        case note, warning, error

        package static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }

        private var rank: Int {
            switch self {
            case .note: 0
            case .warning: 1
            case .error: 2
            }
        }
    }

    /// A stable name in kebab case that tests and scripts may compare: `unknown-flag`.
    package let code: String
    package let severity: Severity
    /// Lower case, no full stop, names in single quotes: `unknown flag '--form' for COPY`.
    package let message: String
    /// Where in the source; nil where there is none.
    package let range: SourceRange?
    /// Further facts, each shown on a line of its own below the source line.
    package let notes: [String]
    /// At most one line that says what to do, typeable where it can be: `did you mean '--from'?`.
    package let help: String?

    package init(
        _ severity: Severity = .error, code: String, _ message: String, at range: SourceRange? = nil,
        notes: [String] = [], help: String? = nil
    ) {
        self.code = code
        self.severity = severity
        self.message = message
        self.range = range
        self.notes = notes
        self.help = help
    }
}
