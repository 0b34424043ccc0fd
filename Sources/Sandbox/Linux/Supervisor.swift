import CLinux
import Glibc

/// The process that stays outside the namespaces: it waits, and passes signals on.
enum Supervisor {
    /// The signals that reach the child although they were sent to the parent.
    static let passedSignals = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2]

    /// Keeps the signals that `wait` is to see from acting before it looks; returns the mask as it was.
    static func blockSignals() -> sigset_t {
        var before = sigset_t()
        var blocked = waitedSignals
        // An ignored SIGCHLD, inherited from whoever started us, would make the kernel forget the child's status.
        signal(SIGCHLD, SIG_DFL)
        sigprocmask(SIG_BLOCK, &blocked, &before)
        return before
    }

    /// Waits until the child ends; returns the status to exit with.
    static func wait(for child: pid_t) -> Int32 {
        var signals = waitedSignals
        while true {
            var status: Int32 = 0
            if waitpid(child, &status, WNOHANG) == child { return exitStatus(ofWait: status) }
            var info = siginfo_t()
            let number = sigwaitinfo(&signals, &info)
            // What the kernel sent for a key press went to the whole foreground group, the child with it.
            if number > 0, number != SIGCHLD, info.si_code != Int32(linux_sent_by_kernel) {
                kill(child, number)
            }
        }
    }

    private static var waitedSignals: sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for number in passedSignals + [SIGCHLD] { sigaddset(&set, number) }
        return set
    }
}
