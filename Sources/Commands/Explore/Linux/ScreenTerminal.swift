import Diagnostics
import Glibc
import Layers
import Synchronization

/// The terminal behind the standard streams, while a program has all of its screen.
final class ScreenTerminal: Sendable {
    /// What happened on the terminal.
    enum Event: Sendable {
        case bytes([UInt8])
        /// Nothing came in the time that was given.
        case silence
        case resized
        /// The terminal has gone, or the task was cancelled.
        case ended
    }

    private let settings: TerminalSettings
    private let wakeUp: WakeUpPipe

    private init() throws(BuildError) {
        settings = try TerminalSettings(of: STDIN_FILENO)
        wakeUp = try WakeUpPipe()
    }

    /// Takes the screen, and gives it back as it was after `body`, however that ends.
    ///
    /// - Throws: `usage` if the terminal can't be used; what `body` throws.
    static func withScreen<Value>(_ body: (ScreenTerminal) async throws -> Value) async throws -> Value {
        let terminal = try ScreenTerminal()
        terminal.settings.makeRaw().apply()
        terminal.write(TerminalSettings.takeScreen)
        defer {
            terminal.write(TerminalSettings.leaveScreen)
            terminal.settings.apply()
        }
        return try await body(terminal)
    }

    var size: TerminalSize { TerminalSize.of(STDOUT_FILENO) }

    /// Writes all of the text.
    func write(_ text: String) {
        DescriptorWriter(descriptor: STDOUT_FILENO).write(text)
    }

    /// Waits for what happens next.
    ///
    /// - Parameter milliseconds: how long to wait; nil for as long as it takes.
    func next(within milliseconds: Int32?) async throws -> Event {
        try await withTaskCancellationHandler {
            try await blockingThread { () throws(BuildError) in self.wait(milliseconds ?? -1) }
        } onCancel: {
            wakeUp.write(.stop)
        }
    }

    private func wait(_ milliseconds: Int32) -> Event {
        while true {
            var sources = [
                pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
                pollfd(fd: wakeUp.reading, events: Int16(POLLIN), revents: 0),
            ]
            let count = poll(&sources, nfds_t(sources.count), milliseconds)
            if count == 0 { return .silence }
            guard count > 0 else {
                if errno == EINTR { continue }
                return .ended
            }
            if sources[1].revents != 0 { return wakeUp.read() == .resize ? .resized : .ended }
            return readKeys()
        }
    }

    private func readKeys() -> Event {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = read(STDIN_FILENO, &bytes, bytes.count)
        if count < 0, errno == EINTR || errno == EAGAIN { return .bytes([]) }
        return count > 0 ? .bytes(Array(bytes[..<count])) : .ended
    }
}

/// What wakes up whoever waits for keys: the handler of SIGWINCH, which may do next to nothing, and a cancelled task.
private final class WakeUpPipe: Sendable {
    enum Message: UInt8 { case resize, stop }

    let reading: Int32
    private let writing: Int32
    private static let handlersEnd = Atomic<Int32>(-1)

    init() throws(BuildError) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            throw BuildError(.internalError, "making a pipe failed: \(String(cString: strerror(errno)))")
        }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        (reading, writing) = (ends[0], ends[1])
        Self.handlersEnd.store(writing, ordering: .relaxed)
        var action = sigaction()
        action.sa_flags = SA_RESTART
        action.__sigaction_handler.sa_handler = { _ in
            let error = errno
            var message = Message.resize.rawValue
            _ = Glibc.write(WakeUpPipe.handlersEnd.load(ordering: .relaxed), &message, 1)
            errno = error
        }
        sigaction(SIGWINCH, &action, nil)
    }

    deinit {
        signal(SIGWINCH, SIG_DFL)
        Self.handlersEnd.store(-1, ordering: .relaxed)
        close(reading)
        close(writing)
    }

    func write(_ message: Message) {
        var byte = message.rawValue
        _ = Glibc.write(writing, &byte, 1)
    }

    /// Takes all messages that have come; to stop outweighs the others.
    func read() -> Message {
        var bytes = [UInt8](repeating: 0, count: 512)
        let count = Glibc.read(reading, &bytes, bytes.count)
        return bytes.prefix(max(0, count)).contains(Message.stop.rawValue) ? .stop : .resize
    }
}
