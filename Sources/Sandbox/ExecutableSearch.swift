import Glibc

/// Finds programs as a shell does.
enum ExecutableSearch {
    /// The search path of this process, or the usual one where it has none.
    static var path: String {
        getenv("PATH").map { String(cString: $0) } ?? "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    }

    /// The first executable file of that name in the directories of `path`, or the file itself where `name` is a path.
    ///
    /// Root's directories are searched last in any case: an ordinary user's path often lacks them.
    static func find(_ name: String, in path: String = ExecutableSearch.path) -> String? {
        if name.contains("/") { return isExecutable(name) ? name : nil }
        let directories = path.split(separator: ":").map(String.init).filter { $0.hasPrefix("/") }
        return (directories + ["/usr/local/sbin", "/usr/sbin", "/sbin"]).lazy
            .map { "\($0)/\(name)" }.first(where: isExecutable)
    }

    private static func isExecutable(_ file: String) -> Bool {
        var status = stat()
        return stat(file, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(file, X_OK) == 0
    }
}
