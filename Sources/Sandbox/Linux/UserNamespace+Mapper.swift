import CLinux
import Diagnostics
import Glibc

extension UserNamespace {
    /// A process that stays outside and writes its parent's maps once the parent is in its new namespace.
    struct Mapper {
        enum Outcome: Int32 {
            case mapped, refused, failed
        }

        private let process: pid_t
        private let start: Pipe

        static func start(users: IdentityMap, groups: IdentityMap) throws(BuildError) -> Mapper {
            let pipe = try Pipe()
            let target = String(getpid())
            let process = try check(linux_fork(), "starting a process failed")
            guard process == 0 else {
                pipe.closeReading()
                return Mapper(process: process, start: pipe)
            }
            pipe.closeWriting()
            var byte: UInt8 = 0
            // End of file without a byte: the parent failed, and there is nothing to map.
            guard read(pipe.reading, &byte, 1) == 1 else { _exit(Outcome.failed.rawValue) }
            guard run("newuidmap", [target] + users.arguments) else { _exit(Outcome.refused.rawValue) }
            guard run("newgidmap", [target] + groups.arguments) else { _exit(Outcome.failed.rawValue) }
            _exit(Outcome.mapped.rawValue)
        }

        func finish() -> Outcome {
            var byte: UInt8 = 1
            _ = write(start.writing, &byte, 1)
            start.closeWriting()
            var status: Int32 = 0
            while waitpid(process, &status, 0) < 0, errno == EINTR {}
            return Outcome(rawValue: exitStatus(ofWait: status)) ?? .failed
        }

        /// Runs a program with nothing on its standard streams, and says whether it ended with 0.
        private static func run(_ program: String, _ arguments: [String]) -> Bool {
            var actions = posix_spawn_file_actions_t()
            posix_spawn_file_actions_init(&actions)
            defer { posix_spawn_file_actions_destroy(&actions) }
            for stream in Int32(0)...2 {
                posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", O_RDWR, 0)
            }
            let words = ([program] + arguments).map { strdup($0) }
            defer { for word in words { free(word) } }
            var process: pid_t = 0
            guard posix_spawnp(&process, program, &actions, nil, words + [nil], environ) == 0 else { return false }
            var status: Int32 = 0
            while waitpid(process, &status, 0) < 0, errno == EINTR {}
            return exitStatus(ofWait: status) == 0
        }
    }
}

/// The status a shell would report for a status of waitpid(2): the exit status, or 128 and the number of the signal.
func exitStatus(ofWait status: Int32) -> Int32 {
    let signal = status & 0x7F
    return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
}
