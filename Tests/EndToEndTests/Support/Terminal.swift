import SystemPackage

/// A terminal of tmux's, with a server of its own, in which a shell runs. What a person sees is read from its screen.
struct Terminal: Sendable {
    private let server: String
    private let directory: FilePath

    /// Opens a terminal of a size, and closes it, with all that runs in it, after `body`.
    static func with(
        columns: Int = 100, rows: Int = 30, in directory: FilePath, _ body: (Terminal) async throws -> Void
    ) async throws {
        let terminal = Terminal(server: "pith-test-\(UInt64.random(in: 0 ... .max))", directory: directory)
        // The shell says when it is ready, and what status the last command had.
        try await terminal.tmux(
            "new-session", "-d", "-x", "\(columns)", "-y", "\(rows)", "env", "PS1=status $? ready> ", "bash", "--norc",
            "--noprofile")
        let result: Result<Void, any Error>
        do {
            try await terminal.wait { $0.contains("ready>") }
            result = .success(try await body(terminal))
        } catch {
            result = .failure(error)
        }
        _ = try await Task { try await terminal.tmux("kill-server") }.result.get()
        try result.get()
    }

    /// Presses keys, as tmux names them: `Down`, `C-a`, `Space`, or a letter.
    func press(_ keys: String...) async throws {
        try await run(["send-keys"] + keys)
    }

    /// Types a text as it stands.
    func type(_ text: String) async throws {
        try await tmux("send-keys", "-l", text)
    }

    func resize(columns: Int, rows: Int) async throws {
        try await tmux("resize-window", "-x", "\(columns)", "-y", "\(rows)")
    }

    /// What is on the screen.
    ///
    /// - Parameter hasStyles: with the escape sequences for colours and the like.
    func screen(hasStyles: Bool = false) async throws -> String {
        try await run(["capture-pane", "-p"] + (hasStyles ? ["-e"] : []))
    }

    /// Whether a program has the alternate screen, or hides the cursor.
    func isTaken() async throws -> Bool {
        try await tmux("display-message", "-p", "#{alternate_on}#{?cursor_flag,,hidden}") != "0"
    }

    /// Waits until the screen is as it is expected to be; returns it.
    @discardableResult
    func wait(until isExpected: (String) -> Bool) async throws -> String {
        var screen = ""
        // Far more than any program takes.
        for _ in 0..<1000 {
            screen = try await self.screen()
            if isExpected(screen) { return screen }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw Failure("the screen does not become what was expected:\n\(screen)")
    }

    @discardableResult
    private func tmux(_ arguments: String...) async throws -> String { try await run(arguments) }

    @discardableResult
    private func run(_ arguments: [String]) async throws -> String {
        // The library of the runner may hold a terminal already; this server has nothing to do with it.
        let command = Command(
            arguments: ["env", "-u", "TMUX", "tmux", "-u", "-L", server, "-f", "/dev/null"] + arguments,
            environment: ["TMUX_TMPDIR": directory.string], directory: directory)
        return try await command.succeed().text
    }
}
