import Diagnostics
import FoundationEssentials

/// What a runtime wrote to its log, one JSON object a line: how its own failures are told from the command's status.
struct RuntimeLog {
    private struct Line: Decodable {
        let level: String?
        let msg: String
    }

    /// The messages of errors, in order.
    let errors: [String]

    init(_ text: String) {
        errors = text.split(separator: "\n").compactMap { line in
            guard let entry = Self.parse(line), entry.level == "error" || entry.level == "fatal" else { return nil }
            // crun repeats a line of the process that becomes the container inside a line of its own.
            return Self.parse(entry.msg)?.msg ?? entry.msg
        }
    }

    private static func parse(_ line: some StringProtocol) -> Line? {
        try? JSONDecoder().decode(Line.self, from: Data(line.utf8))
    }

    /// What the errors mean for the command, or nil where there are none; the last one says why.
    ///
    /// The runtimes have one exit status for all of their failures, so that only their words tell whether it was the
    /// command that could not be executed. Throws `BuildError(.sandbox)` where it was anything else.
    func failure() throws(BuildError) -> ExitStatus? {
        guard let message = errors.last else { return nil }
        let isAboutCommand = ["executable", "exec: ", "exec container process"].contains { message.contains($0) }
        guard isAboutCommand else { throw BuildError(.sandbox, "starting the sandbox failed: \(message)") }
        let isMissing = ["not found", "no such file", "No such file"].contains { message.contains($0) }
        return isMissing ? .notFound(message) : .notExecutable(message)
    }
}
