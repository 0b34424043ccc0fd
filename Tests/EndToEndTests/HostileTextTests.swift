import Testing

/// Megabytes that nobody means: an error or a result, and never a crash. `make bench` measures how long they take.
@Suite(.serialized) struct HostileTextTests {
    private static let size = 1 << 20

    private static func lines(_ line: String) -> String {
        "FROM scratch\n" + String(repeating: line, count: size / line.utf8.count)
    }

    private static let texts: KeyValuePairs = [
        "one line": "FROM scratch\nRUN " + String(repeating: "a", count: size),
        "one instruction of many lines": lines("RUN \\\n").replacing("\nRUN", with: "\n"),
        "instructions": lines("RUN x\n"), "stages": lines("FROM scratch\n"),
        "unterminated heredocs": "FROM scratch\nRUN \\\n" + String(repeating: "<<E \\\n", count: size / 6),
        "an unterminated quote": "FROM scratch\nENV a=\"" + String(repeating: "\\\n", count: size / 2),
        "nested substitutions": "FROM scratch\nENV a=" + String(repeating: "${a:-\\\n", count: size / 7),
        "a doubling variable": lines("ENV a=x$a$a$a\n"), "undefined variables": lines("COPY $a$b$c$d /\n"),
        "zero bytes": lines("\0\n"),
        "unknown flags": "FROM scratch\nCOPY " + String(repeating: "--x \\\n", count: 170_000),
    ]

    @Test("a hostile megabyte is read and checked to its end", arguments: texts.map(\.key))
    func megabyte(_ name: String) async throws {
        let text = Self.texts.first { $0.key == name }?.value ?? ""
        try await Workspace.with(["Dockerfile": text]) { work in
            let command = try work.pith.command(["check", "--format", "json", "context"])
            let outcome = try await command.run()
            #expect(outcome.status == 1, "\(outcome.error.prefix(500))")
        }
    }
}

extension String {
    /// All places of a text replaced but the first.
    fileprivate func replacing(_ text: String, with other: String) -> String {
        let parts = split(separator: text, omittingEmptySubsequences: false).map(String.init)
        guard parts.count > 2 else { return self }
        return parts[0] + text + parts[1...].joined(separator: other)
    }
}
