import CLinux
package import Diagnostics
import Glibc
import Synchronization

/// Namespaces of our own, so that a process that is killed leaves no mount and no child behind.
///
/// `enter` forks once. The parent waits, passes signals on and takes over the exit status. The child is process 1 of
/// new PID and mount namespaces, and of a user namespace where the caller isn't root: when it ends, or when the parent
/// is killed and the kernel ends it, everything below it goes too.
package struct Isolation: Sendable {
    /// The ids there are inside.
    package enum Identities: Hashable, Sendable {
        /// All of the machine's: the caller is root, in no user namespace of ours.
        case all
        /// Root, and the ranges that `/etc/subuid` and `/etc/subgid` give the caller.
        case ranges
        /// Root alone, for the reason given: files can't belong to anybody else.
        case single(reason: String)
    }

    package let identities: Identities

    private static let state = Mutex<Isolation?>(nil)

    /// What this process runs in; nil before `enter`, and in a process that never calls it.
    package static var current: Isolation? { state.withLock { $0 } }

    /// Goes on in new namespaces: the child runs `body` and exits with the status that it returns, and so does the
    /// parent.
    ///
    /// Call it from the main thread while there is no other. In the child, the first SIGINT, SIGTERM, SIGHUP or SIGQUIT
    /// cancels the task of `body` (see `interruption`), and a second one ends everything at once. Nothing in `body` may
    /// wait for the main actor. Throws `BuildError(.sandbox)` in whichever of the two processes a system call fails;
    /// the caller reports it and exits.
    package static func enter(_ body: @escaping @Sendable () async -> Int32) throws(BuildError) -> Never {
        let mask = Supervisor.blockSignals()
        let isolation = Isolation(identities: try Namespaces.unshare())
        let lifeline = try Pipe()
        let child = try check(linux_fork(), "starting a process failed")
        guard child == 0 else {
            lifeline.closeReading()
            exit(Supervisor.wait(for: child))
        }
        lifeline.closeWriting()
        try Namespaces.becomeFirstProcess(lifeline)
        state.withLock { $0 = isolation }
        try SignalRelay.install(restoring: mask)
        let task = Task.detached { exit(await body()) }
        SignalRelay.run { task.cancel() }
    }

    /// The code of the error to end with after a signal asked to stop: `interrupted` for SIGINT, else `terminated`; nil
    /// where none did.
    package static var interruption: BuildError.Code? {
        switch SignalRelay.firstSignal {
        case 0: nil
        case SIGINT: .interrupted
        default: .terminated
        }
    }
}
