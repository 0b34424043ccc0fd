import Diagnostics
import Glibc

/// Asks a person for a name or a password, on the terminal whatever the standard streams are, or takes a password from
/// standard input.
struct PasswordPrompt {
    /// The most bytes of a name, a password or a token.
    private static let limit = 64 << 10

    /// A line that is seen while it is typed.
    ///
    /// - Throws: `usage` without a terminal; `interrupted`.
    func line(_ prompt: String) throws(BuildError) -> String {
        try ask(prompt, hidden: false)
    }

    /// A line that nobody sees.
    ///
    /// - Parameter help: what to do without a terminal.
    /// - Throws: as `line`.
    func hiddenLine(_ prompt: String, help: String = loginHelp) throws(BuildError) -> String {
        try ask(prompt, hidden: true, help: help)
    }

    /// All of standard input, without the line feed at its end.
    ///
    /// - Throws: `usage` if it is too long to be a password.
    func standardInput() throws(BuildError) -> String {
        let bytes = try TextFile.read(STDIN_FILENO, name: "standard input", limit: Self.limit)
        var text = String(decoding: bytes, as: UTF8.self)
        while text.unicodeScalars.last == "\n" || text.unicodeScalars.last == "\r" { text.unicodeScalars.removeLast() }
        return text
    }

    static let loginHelp = "give the name with -u, and --password-stdin"

    private func ask(_ prompt: String, hidden: Bool, help: String = loginHelp) throws(BuildError) -> String {
        let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
        guard terminal >= 0 else {
            throw BuildError(.usage, "there is no terminal to ask on", help: help)
        }
        defer { close(terminal) }
        var settings = termios()
        guard tcgetattr(terminal, &settings) == 0 else {
            throw BuildError(.usage, "the terminal can't be used: \(String(cString: strerror(errno)))")
        }
        _ = prompt.utf8.withContiguousStorageIfAvailable { write(terminal, $0.baseAddress, $0.count) }
        guard hidden else { return try readLine(terminal) }
        // Without signals from keys: the terminal would stay silent if one ended the program now.
        var silent = settings
        silent.c_lflag &= ~tcflag_t(ECHO | ISIG)
        tcsetattr(terminal, TCSAFLUSH, &silent)
        defer {
            tcsetattr(terminal, TCSAFLUSH, &settings)
            _ = write(terminal, "\n", 1)
        }
        return try readLine(terminal)
    }

    private func readLine(_ terminal: Int32) throws(BuildError) -> String {
        var line = [UInt8]()
        var byte: UInt8 = 0
        while read(terminal, &byte, 1) == 1, byte != UInt8(ascii: "\n") {
            // Ctrl-C, which is only a character now.
            guard byte != 3 else { throw BuildError(.interrupted, "interrupted") }
            line.append(byte)
            guard line.count <= Self.limit else { throw BuildError(.usage, "the line is too long") }
        }
        return String(decoding: line, as: UTF8.self)
    }
}
