import CLinux
package import Diagnostics
import Glibc
package import SystemPackage

/// A root file system made of layers: `overlay` of the Linux kernel.
///
/// Always with `userxattr`, so that layers written as root and in a user namespace have one format on disk; that also
/// switches off redirects and metadata-only copies, which a layer could not hold. Always without devices: a step may
/// make a device node, as in Docker, but not open it, whether or not a device control group guards the machine.
package struct OverlayMount: Sendable {
    /// Where changes go, and the empty directory on the same file system that the kernel works in.
    package struct Upper: Sendable {
        package let directory: FilePath
        package let work: FilePath
        /// Whether unmounting may leave changes that are not on the disk yet. A new work directory is needed each time.
        package let isVolatile: Bool

        package init(directory: FilePath, work: FilePath, isVolatile: Bool) {
            self.directory = directory
            self.work = work
            self.isVolatile = isVolatile
        }
    }

    /// The most lower directories that the kernel takes.
    package static let layerLimit = 500

    let lowers: [FilePath]
    let upper: Upper?

    /// - Parameter lowers: The directories below, absolute, the topmost first.
    package init(lowers: [FilePath], upper: Upper?) {
        self.lowers = lowers
        self.upper = upper
    }

    /// Mounts the layers on `target`; without an upper directory the mount is read-only.
    ///
    /// Throws `BuildError(.sandbox)` where the kernel refuses, or there are more layers than it takes.
    package func mount(at target: FilePath) throws(BuildError) {
        guard lowers.count <= Self.layerLimit else {
            throw BuildError(
                .sandbox, "mounting '\(target)' failed: \(lowers.count) layers, the kernel takes \(Self.layerLimit)")
        }
        // A single read-only layer is no overlay: the kernel wants two.
        if upper == nil, lowers.count == 1 { return try Mounts.bind(lowers[0], at: target, readOnly: true) }
        guard try mountByContext(at: target) else { return try mountByOptions(at: target) }
    }

    /// Options that have no path in them.
    var flagOptions: [String] {
        ["userxattr"] + (upper == nil ? [] : ["index=off"]) + (upper?.isVolatile == true ? ["volatile"] : [])
    }

    var mountFlags: Int32 {
        Int32(linux_mount_no_devices) | (upper == nil ? Int32(linux_mount_read_only) : 0)
    }

    func failure(_ target: FilePath, _ step: String, _ error: Errno = lastError()) -> BuildError {
        .sandbox("mounting \(lowers.count) layers on '\(target)' failed: \(step)", error)
    }
}
