import Diagnostics
import Glibc

/// Asks before something is deleted.
enum PruneQuestion {
    /// Whether the answer, a line of standard input, is yes.
    ///
    /// - Throws: `usage` where there is nobody to ask.
    static func isConfirmed(_ what: [String]) throws(BuildError) -> Bool {
        Standard.error("This deletes \(what.joined(separator: " and ")).\nContinue? [y/N] ")
        guard let answer = readAnswer() else {
            if isatty(STDIN_FILENO) == 1 { return false }
            Standard.error("\n")
            throw BuildError(
                .usage, "nothing is deleted: there is no answer on standard input",
                help: "use --force to delete without a question")
        }
        return ["y", "yes"].contains(answer.lowercased())
    }

    /// A short line, without blanks around it; nil at the end of the input.
    private static func readAnswer() -> String? {
        var bytes = [UInt8]()
        var byte: UInt8 = 0
        while bytes.count < 64 {
            let count = read(STDIN_FILENO, &byte, 1)
            if count < 0, errno == EINTR { continue }
            if count <= 0, bytes.isEmpty { return nil }
            if count <= 0 || byte == UInt8(ascii: "\n") { break }
            bytes.append(byte)
        }
        let blanks = [" ", "\t", "\r"].map { $0.utf8.first }
        let text = bytes.drop { blanks.contains($0) }
        return String(decoding: text.reversed().drop { blanks.contains($0) }.reversed(), as: UTF8.self)
    }
}
