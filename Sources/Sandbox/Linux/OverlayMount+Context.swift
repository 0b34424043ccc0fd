import CLinux
import Diagnostics
import Glibc
import SystemPackage

extension OverlayMount {
    /// Mounts through fsopen(2) with one `lowerdir+` for each layer; false where the kernel (before 6.7) can't.
    func mountByContext(at target: FilePath) throws(BuildError) -> Bool {
        let context = linux_filesystem_open("overlay")
        guard context >= 0 else {
            if lastError() == .noFunction { return false }
            throw failure(target, "opening overlay")
        }
        defer { close(context) }
        for (number, lower) in lowers.enumerated() {
            guard linux_filesystem_set_string(context, "lowerdir+", lower.string) == 0 else {
                if number == 0, lastError() == .invalidArgument { return false }
                throw failure(target, "layer '\(lower)'")
            }
        }
        try configure(context, target)
        guard linux_filesystem_create(context) == 0 else { throw failure(target, message(of: context)) }
        let mount = linux_filesystem_mount(context, UInt32(bitPattern: mountFlags))
        guard mount >= 0 else { throw failure(target, message(of: context)) }
        defer { close(mount) }
        guard linux_attach_mount(mount, target.string) == 0 else { throw failure(target, "attaching") }
        return true
    }

    private func configure(_ context: Int32, _ target: FilePath) throws(BuildError) {
        if let upper {
            for (key, path) in [("upperdir", upper.directory), ("workdir", upper.work)] {
                guard linux_filesystem_set_string(context, key, path.string) == 0 else {
                    throw failure(target, "\(key) '\(path)'")
                }
            }
        }
        for option in flagOptions {
            let parts = option.split(separator: "=").map(String.init)
            let result =
                parts.count == 2
                ? linux_filesystem_set_string(context, parts[0], parts[1]) : linux_filesystem_set_flag(context, option)
            guard result == 0 else { throw failure(target, option) }
        }
    }

    /// What the kernel logged about the mount, which says more than an error number; keeps that number in `errno`.
    private func message(of context: Int32) -> String {
        let error = errno
        defer { errno = error }
        var line = [UInt8](repeating: 0, count: 512)
        let count = read(context, &line, line.count)
        guard count > 0 else { return "creating the mount" }
        return String(decoding: line[..<count], as: UTF8.self)
            .split(separator: "\n").joined(separator: " ")
    }
}
