/// A program that the runtime runs at a moment of the container's life, and tells of the container on standard input (OCI
/// runtime specification, "POSIX-platform Hooks").
package struct SandboxHook: Sendable, Hashable {
    /// All but the last two are before the process starts. What `startContainer` runs is in the container, all else on the
    /// host.
    package enum Moment: String, Sendable, CaseIterable {
        case prestart, createRuntime, createContainer, startContainer, poststart, poststop
    }

    package let moment: Moment
    /// Absolute.
    package let program: String
    /// With the program's name; nil for that alone.
    package let arguments: [String]?
    /// `NAME=value` entries.
    package let environment: [String]?
    /// In seconds.
    package let timeout: Int?

    package init(
        _ moment: Moment, program: String, arguments: [String]? = nil, environment: [String]? = nil, timeout: Int? = nil
    ) {
        self.moment = moment
        self.program = program
        self.arguments = arguments
        self.environment = environment
        self.timeout = timeout
    }
}
