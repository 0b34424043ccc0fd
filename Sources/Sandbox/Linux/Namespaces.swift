import CLinux
import Diagnostics
import Glibc

/// The steps into new namespaces, on both sides of the fork.
enum Namespaces {
    /// Makes the namespaces that the next child is born into, and says which ids there are.
    static func unshare() throws(BuildError) -> Isolation.Identities {
        let namespaces = Int32(linux_new_mount_namespace | linux_new_pid_namespace)
        guard geteuid() != 0 else {
            try check(linux_unshare(namespaces), "making namespaces failed")
            return .all
        }
        return try UserNamespace.enter(with: namespaces)
    }

    /// In the child: dies with its parent, keeps its mounts to itself, and sees its own processes in `/proc`.
    static func becomeFirstProcess(_ lifeline: Pipe) throws(BuildError) {
        try check(linux_set_parent_death_signal(SIGKILL), "binding to the parent process failed")
        // The parent may have gone before the line above, and then no signal comes.
        if lifeline.isAbandoned { _exit(128 + SIGKILL) }
        let flags = UInt(linux_mount_private | linux_mount_recursive)
        try check(linux_mount("none", "/", nil, flags, nil), "making mounts private failed")
        let safe = UInt(
            linux_mount_no_setuid | linux_mount_no_devices | linux_mount_no_execution)
        // A container that masks parts of /proc forbids a new one. crun can live with the old.
        guard linux_mount("proc", "/proc", "proc", safe, nil) == 0 || errno == EPERM else {
            throw .sandbox("mounting '/proc' failed")
        }
    }
}
