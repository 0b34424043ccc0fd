import Glibc

/// The control groups that runc makes, one of each kind for every container, and named after it.
enum ControlGroups {
    /// How the names of our containers start. The rest is random: the names are the machine's, not one process's.
    static let namePrefix = "pith-"

    /// Removes those that a killed run left behind. The kernel refuses where a process is inside, and young ones are
    /// left alone, because their process may be about to enter.
    static func removeAbandoned() {
        for directory in parents(SmallFile.text("/proc/self/cgroup") ?? "") {
            guard let stream = opendir(directory) else { continue }
            defer { closedir(stream) }
            while let entry = readdir(stream) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                var status = stat()
                guard name.hasPrefix(namePrefix), fstatat(dirfd(stream), name, &status, AT_SYMLINK_NOFOLLOW) == 0,
                    status.st_mtim.tv_sec < time(nil) - 60
                else { continue }
                unlinkat(dirfd(stream), name, AT_REMOVEDIR)
            }
        }
    }

    /// The directories of this process's control groups, in each hierarchy, from the lines of `/proc/PID/cgroup`.
    static func parents(_ text: String) -> [String] {
        text.split(separator: "\n").flatMap { line -> [String] in
            let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3, fields[2].hasPrefix("/") else { return [] }
            let root = "/sys/fs/cgroup"
            // Version 2 is the whole tree, or beside version 1 a part of it.
            guard !fields[1].isEmpty else { return ["\(root)\(fields[2])", "\(root)/unified\(fields[2])"] }
            let hierarchy = fields[1].hasPrefix("name=") ? fields[1].dropFirst(5) : fields[1]
            return ["\(root)/\(hierarchy)\(fields[2])"]
        }
    }
}
