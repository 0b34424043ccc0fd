import CLinux
package import Diagnostics
import Glibc
package import SystemPackage

/// Mounts in the mount namespace that `Isolation` made. All throw `BuildError(.sandbox)`, which names what failed.
package enum Mounts {
    /// Mounts an empty file system that lives in memory; mode in octal, without setuid programs.
    ///
    /// - Parameter hasDevices: whether device nodes in it can be opened.
    package static func tmpfs(
        at target: FilePath, mode: UInt16 = 0o755, hasDevices: Bool = false
    ) throws(BuildError) {
        let flags = linux_mount_no_setuid | (hasDevices ? 0 : linux_mount_no_devices)
        try check(
            linux_mount("tmpfs", target.string, "tmpfs", UInt(flags), "mode=0\(String(mode, radix: 8))"),
            "mounting a tmpfs on '\(target)' failed")
    }

    /// Shows a file or directory, with all that is mounted below it, in another place too.
    package static func bind(_ source: FilePath, at target: FilePath, readOnly: Bool = false) throws(BuildError) {
        let what = "mounting '\(source)' on '\(target)' failed"
        let flags = UInt(linux_mount_bind | linux_mount_recursive)
        try check(linux_mount(source.string, target.string, nil, flags, nil), what)
        let readOnlyFlag = readOnly ? linux_mount_read_only : 0
        try check(linux_add_mount_flags(target.string, UInt64(linux_mount_no_devices | readOnlyFlag)), what)
    }

    /// Ends a mount. With `detach` it disappears at once, even while something still uses it.
    package static func unmount(_ target: FilePath, detach: Bool = false) throws(BuildError) {
        try check(linux_unmount(target.string, detach ? 1 : 0), "unmounting '\(target)' failed")
    }
}
