import Diagnostics
import Glibc

/// Names the running boot of the machine (`/proc/sys/kernel/random/boot_id`, see random(4)).
enum BootID {
    static func current() throws(BuildError) -> String {
        let descriptor = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw BuildError.system(errno, "the boot ID can't be read") }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = read(descriptor, &bytes, bytes.count)
        guard count > 0 else { throw BuildError.system(errno, "the boot ID can't be read") }
        return String(decoding: bytes[..<count].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }
}
