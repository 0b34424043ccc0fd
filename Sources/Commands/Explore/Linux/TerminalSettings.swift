import Diagnostics
import Glibc
import Synchronization

/// How a terminal treats what is typed and what is written (termios(3)).
struct TerminalSettings: Sendable {
    private let descriptor: Int32
    private var values = termios()

    /// - Throws: `usage` for what is no terminal.
    init(of descriptor: Int32) throws(BuildError) {
        self.descriptor = descriptor
        guard tcgetattr(descriptor, &values) == 0 else {
            throw BuildError(.usage, "the terminal can't be used: \(String(cString: strerror(errno)))")
        }
    }

    /// The same, with every key handed over at once and unchanged, Ctrl-C too.
    func makeRaw() -> TerminalSettings {
        var raw = self
        cfmakeraw(&raw.values)
        return raw
    }

    /// Makes them hold once all that was written has gone out.
    func apply() {
        var values = values
        while tcsetattr(descriptor, TCSADRAIN, &values) != 0, errno == EINTR {}
    }

    /// The alternate screen, without a cursor, and without wrapping: a line that turns out wider than it was counted is
    /// cut (xterm, DEC private modes 1049, 25 and 7).
    static let takeScreen = "\u{1B}[?1049h\u{1B}[?25l\u{1B}[?7l"
    /// Cleared first, for terminals that have no other screen.
    static let leaveScreen = "\u{1B}[0m\u{1B}[2J\u{1B}[H\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l"

    private static let kept = Mutex<TerminalSettings?>(nil)

    /// Sees to it that the terminal is given back when this process ends, even if the one that took the screen was killed
    /// before it could. Called once, before that process is made.
    ///
    /// - Throws: `usage` where the terminal is no terminal, or belongs to another process group.
    static func restoreAtExit(_ descriptor: Int32) throws(BuildError) {
        let settings = try TerminalSettings(of: descriptor)
        guard tcgetpgrp(descriptor) == getpgrp() else {
            throw BuildError(.usage, "the terminal can't be used: this process is in the background")
        }
        kept.withLock { $0 = settings }
        atexit {
            guard let settings = TerminalSettings.kept.withLock({ $0 }), settings.haveChanged else { return }
            DescriptorWriter(descriptor: STDOUT_FILENO).write(TerminalSettings.leaveScreen)
            settings.apply()
        }
    }

    private var haveChanged: Bool {
        guard let now = try? TerminalSettings(of: descriptor), tcgetpgrp(descriptor) == getpgrp() else { return false }
        return now.values.c_lflag != values.c_lflag || now.values.c_iflag != values.c_iflag
            || now.values.c_oflag != values.c_oflag
    }
}
