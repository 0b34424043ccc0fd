import Diagnostics
import Glibc
import SystemPackage

/// The devices that every container has, as nodes of its own: what it does to one, chmod(2) of `/dev/null` for example, does
/// not happen to the host's.
struct DeviceNodes: Sendable {
    static let names = ["full", "null", "random", "tty", "urandom", "zero"]

    let directory: FilePath

    var null: FilePath { directory.appending("null") }

    /// Makes the nodes in a directory that is made too.
    ///
    /// - Throws: `sandbox` where device nodes can't be made.
    init(in directory: FilePath) throws(BuildError) {
        self.directory = directory
        try check(mkdir(directory.string, 0o755), "making '\(directory)' failed")
        do throws(BuildError) {
            for name in Self.names {
                let path = directory.appending(name).string
                try check(mknod(path, S_IFCHR | 0o666, Self.number(of: name)), "making the device '\(name)' failed")
                // Whatever the umask is.
                try check(chmod(path, 0o666), "making the device '\(name)' failed")
            }
        } catch {
            remove()
            throw error
        }
    }

    func remove() {
        for name in Self.names { unlink(directory.appending(name).string) }
        rmdir(directory.string)
    }

    /// As the kernel has them (`Documentation/admin-guide/devices.txt`).
    private static func number(of name: String) -> dev_t {
        let (major, minor): (dev_t, dev_t) =
            switch name {
            case "null": (1, 3)
            case "zero": (1, 5)
            case "full": (1, 7)
            case "random": (1, 8)
            case "urandom": (1, 9)
            default: (5, 0)
            }
        return major << 8 | minor
    }
}
