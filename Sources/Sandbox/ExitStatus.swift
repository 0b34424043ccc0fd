/// How a command in a sandbox ended.
package enum ExitStatus: Hashable, Sendable {
    /// It ran and exited with this status. For one that a signal killed, 128 and the signal's number, which is all that
    /// runtimes tell.
    case exited(Int32)
    /// It ran and exited with this status after limits of what it may take were reached: `memory`, `processes`.
    case limited(Int32, by: [String])
    /// It never started, because it is not in the root file system; the runtime's words.
    case notFound(String)
    /// It never started, because the kernel can't execute it; the runtime's words.
    case notExecutable(String)

    /// What a shell would report: 127 for a command that isn't there, 126 for one that can't be executed.
    package var code: Int32 {
        switch self {
        case .exited(let status), .limited(let status, _): status
        case .notFound: 127
        case .notExecutable: 126
        }
    }

    package var isSuccess: Bool { self == .exited(0) }
}
