/// The one error type that leaves a target: a stable code, a message for people, what it points at, and its cause.
///
/// The code decides the exit status; tests compare codes, never texts. No secret ever enters a message.
package struct BuildError: Error, Sendable, CustomStringConvertible {
    /// The kinds of failure, each with its exit status.
    package enum Code: String, Sendable {
        /// The command line or the configuration can't be used.
        case usage
        /// A Dockerfile, an ignore file or a specification has errors; `diagnostics` lists them all.
        case invalidInput = "invalid-input"
        /// A file or directory that was named is not there.
        case notFound = "not-found"
        /// No source has the image.
        case imageNotFound = "image-not-found"
        /// A RUN step, or another command that was asked for, ended with a status other than 0.
        case stepFailed = "step-failed"
        /// No OCI runtime, or another program that is needed, is on this machine.
        case programMissing = "program-missing"
        /// The sandbox of a step could not be made.
        case sandbox
        /// The store could not be read or written, or refuses its caller.
        case store
        /// The disk or quota is full.
        case diskFull = "disk-full"
        /// Bytes do not have the digest, size or form that they must have.
        case corrupt
        /// A registry, mirror or other remote can't be reached.
        case unreachable
        /// A remote refuses the credentials given, or asks for some.
        case denied
        /// The user, or the system, asked to stop; `signal` is in the message only.
        case interrupted
        case terminated
        /// A state that Pith's own code rules out.
        case internalError = "internal"

        /// The status that the program exits with (DESIGN section 3, sysexits where it fits).
        package var exitStatus: Int32 {
            switch self {
            case .usage: 64
            case .unreachable: 69
            case .denied: 77
            case .internalError: 70
            case .interrupted: 130
            case .terminated: 143
            default: 1
            }
        }
    }

    package let code: Code
    /// `<what failed>: <why>`, lower case, no full stop.
    package let message: String
    /// What the error points at in the user's input, in source order.
    package let diagnostics: [Diagnostic]
    /// One line that says what to do.
    package let help: String?
    package let underlying: (any Error)?

    package init(
        _ code: Code, _ message: String, diagnostics: [Diagnostic] = [], help: String? = nil,
        underlying: (any Error)? = nil
    ) {
        self.code = code
        self.message = message
        self.diagnostics = diagnostics
        self.help = help
        self.underlying = underlying
    }

    /// An error made of diagnostics, which say all there is to say.
    package init(_ code: Code, _ diagnostics: [Diagnostic]) {
        self.init(code, diagnostics.first?.message ?? code.rawValue, diagnostics: diagnostics)
    }

    package var description: String { "\(message) [\(code.rawValue)]" }

    /// The same error, pointing at `range` unless it already points somewhere.
    package func located(at range: SourceRange?) -> BuildError {
        guard diagnostics.isEmpty, let range else { return self }
        let diagnostic = Diagnostic(code: code.rawValue, message, at: range, help: help)
        return BuildError(code, message, diagnostics: [diagnostic], help: nil, underlying: underlying)
    }
}
