import Diagnostics
import Sandbox

/// Runs a program that is apt, or that runs apt, and tells why it failed.
enum AptProgram {
    /// - Parameters:
    ///   - failure: what has failed if the program does, for people: `Debian 12 (bookworm) can't be composed`.
    ///   - line: takes each line of standard error.
    /// - Throws: `programMissing`; `unreachable` if the mirror can't be reached; `corrupt` if it is not signed as it
    ///   must be or too old; `diskFull`; `interrupted`; `stepFailed`; what `output` throws.
    static func run(
        _ process: HostProcess, failure: String,
        output: @escaping @Sendable (UnsafeRawBufferPointer) throws(BuildError) -> Void = { _ in },
        line: (String) -> Void = { _ in }
    ) async throws(BuildError) {
        var lastLines = [String]()
        let status: Int32
        do throws(BuildError) {
            status = try await process.run(output: output) {
                lastLines.append($0)
                if lastLines.count > 20 { lastLines.removeFirst() }
                line($0)
            }
        } catch  where error.code == .programMissing {
            throw BuildError(.programMissing, "\(failure): \(error.message)", help: "apt-get install mmdebstrap")
        }
        guard status != 0 else { return }
        let why = lastLines.first { $0.hasPrefix("E: ") } ?? lastLines.last ?? "it did not say why"
        let message = "\(failure): '\(process.program)' exited with status \(status): \(why)"
        let (code, help) = cause(lastLines.joined(separator: "\n"))
        let notes = ["last lines of '\(process.program)'\n" + lastLines.joined(separator: "\n")]
        throw BuildError(code, [Diagnostic(code: code.rawValue, message, notes: notes, help: help)])
    }

    private static func cause(_ text: String) -> (code: BuildError.Code, help: String?) {
        func says(_ phrases: String...) -> Bool { phrases.contains(where: text.contains) }
        if says("NO_PUBKEY", "is not signed", "signatures couldn't be verified", "signatures were invalid") {
            return (.corrupt, "apt-get install debian-archive-keyring")
        }
        if says("is not valid yet", "is expired") { return (.corrupt, nil) }
        if says("No space left on device") { return (.diskFull, nil) }
        if says("Failed to fetch", "does not have a Release file", "Could not resolve", "Could not connect") {
            return (.unreachable, "name another mirror: --mirror http://HOST/debian")
        }
        return (.stepFailed, nil)
    }
}
