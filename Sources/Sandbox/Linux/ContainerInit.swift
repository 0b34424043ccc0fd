import Glibc

/// The first process of a container, seen from outside.
///
/// The kernel drops signals for which the first process of a PID namespace has no handler (pid_namespaces(7)). Outside a
/// container they would end it; so that Ctrl-C does what a person expects, Pith ends it in the kernel's place.
struct ContainerInit {
    private let process: pid_t

    /// The container of a runtime that stays its parent; nil where there is none yet.
    init?(of runtime: pid_t) {
        guard let child = Self.children(of: runtime).first else { return nil }
        process = child
    }

    /// The processes that any thread of a process has made (proc(5), `/proc/PID/task/TID/children`).
    private static func children(of process: pid_t) -> [pid_t] {
        guard let tasks = opendir("/proc/\(process)/task") else { return [] }
        defer { closedir(tasks) }
        var children = [pid_t]()
        while let entry = readdir(tasks) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            let list = SmallFile.text("/proc/\(process)/task/\(name)/children") ?? ""
            children += list.split(separator: " ").compactMap { pid_t($0) }
        }
        return children
    }

    /// Ends the process if it neither handles nor ignores a signal.
    ///
    /// - Returns: whether it did.
    func endUnlessHandled(_ signal: Int32) -> Bool {
        guard let status = SmallFile.text("/proc/\(process)/status") else { return false }
        let bit = UInt64(1) << UInt64(signal - 1)
        for field in ["SigIgn:", "SigCgt:"] {
            guard let mask = Self.mask(field, in: status), mask & bit == 0 else { return false }
        }
        return kill(process, SIGKILL) == 0
    }

    private static func mask(_ field: String, in status: String) -> UInt64? {
        let line = status.split(separator: "\n").first { $0.hasPrefix(field) }
        return line?.split(whereSeparator: \.isWhitespace).last.flatMap { UInt64($0, radix: 16) }
    }
}
