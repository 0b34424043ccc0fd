import CLinux
import Glibc
import SystemPackage

extension FileStatus {
    /// Whether overlayfs takes this file for "nothing here, nor below": a character device 0:0 (Linux, "Overlay
    /// Filesystem", whiteouts and opaque directories).
    var isWhiteout: Bool { kind == .characterDevice && deviceNumber == 0 }
}

extension OpenFile {
    /// Whether overlayfs shows nothing of the lower layers in this directory, mounted with `userxattr` or without.
    func isOpaque() throws(Errno) -> Bool {
        for name in ["user.overlay.opaque", "trusted.overlay.opaque"] where try attribute(name) == OpenFile.opaque {
            return true
        }
        return false
    }

    /// Makes overlayfs, mounted with `userxattr`, show nothing of the lower layers in this directory.
    func makeOpaque() throws(Errno) {
        try SystemCall.attempt {
            linux_fsetxattr(raw, "user.overlay.opaque", OpenFile.opaque, OpenFile.opaque.count, 0)
        }
    }

    private static let opaque = [UInt8(ascii: "y")]

    /// The file's capabilities as an image carries them; nil if it has none.
    ///
    /// In a user namespace the kernel may show them with the user that is root there. Where that is user 0 they are
    /// those of an image, whose form has no such field (Linux, `linux/capability.h`, `vfs_cap_data`).
    func capabilities() throws(Errno) -> [UInt8]? {
        guard var value = try attribute(OpenFile.capabilityName) else { return nil }
        if value.count == 24, value[3] == 3, value[20...].allSatisfy({ $0 == 0 }) {
            value.removeLast(4)
            value[3] = 2
        }
        return value
    }

    /// The name of the only attribute that Pith writes into layers, as BuildKit does.
    static let capabilityName = "security.capability"

    /// fgetxattr(2) of a short value; nil if there is none.
    private func attribute(_ name: String) throws(Errno) -> [UInt8]? {
        // Capabilities have at most 24 bytes, marks have one.
        var value = [UInt8](repeating: 0, count: 64)
        do throws(Errno) {
            let count = try SystemCall.attempt { linux_fgetxattr(raw, name, &value, value.count) }
            return Array(value[..<count])
        } catch .noData, .notSupported, .outOfRange {
            return nil
        }
    }
}
