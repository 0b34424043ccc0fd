import Glibc
import NIOCore
import NIOPosix
import Synchronization

/// A program that runs beside a test and dies with it, whatever happens.
package final class TestProcess: Sendable {
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    package let identifier: Int32
    private let isRunning = Mutex(true)

    /// Starts a program of the `PATH`, standard output and error appended to the file `log`.
    ///
    /// It is started from a thread that never ends: the kernel takes the end of that thread for its parent's death.
    package init(_ program: String, _ arguments: [String], log: String) async throws {
        let command = ["setpriv", "--pdeathsig", "KILL", "bash", "-c", TestProcess.script, program] + arguments
        let loop = MultiThreadedEventLoopGroup.singleton.any()
        identifier = try await loop.submit { try TestProcess.spawn(command, log: log) }.get()
    }

    deinit { stop() }

    /// Another test may hold a pipe at this moment, whose reader must not wait for the end of this program.
    private static let script = """
        for file in /proc/self/fd/*; do
            file=${file##*/}
            if [ "$file" -gt 2 ]; then eval "exec $file>&-"; fi
        done
        exec "$0" "$@"
        """

    /// Kills it and waits for its end.
    package func stop() {
        isRunning.withLock { isRunning in
            guard isRunning else { return }
            kill(identifier, SIGKILL)
            _ = TestProcess.status(of: identifier)
            isRunning = false
        }
    }

    /// Runs a program to its end.
    ///
    /// - Throws: `Failure`, with what it wrote to `log`, unless its exit status is 0.
    package static func run(_ program: String, _ arguments: [String], log: String) throws {
        let identifier = try spawn([program] + arguments, log: log)
        guard status(of: identifier) == 0 else {
            throw Failure(description: "\(program) failed: \(try TestFile.text(log))")
        }
    }

    private static func status(of identifier: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
        return status
    }

    private static func spawn(_ command: [String], log: String) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0o644)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        let arguments = command.map { strdup($0) } + [nil]
        defer { arguments.forEach { free($0) } }
        var identifier: pid_t = 0
        let code = posix_spawnp(&identifier, command[0], &actions, nil, arguments, environ)
        guard code == 0 else {
            throw Failure(description: "'\(command[0])' can't be started: \(String(cString: strerror(code)))")
        }
        return identifier
    }
}
