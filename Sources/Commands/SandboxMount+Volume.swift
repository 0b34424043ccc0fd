import Diagnostics
import Glibc
import Sandbox
import SystemPackage

extension SandboxMount {
    /// What `--volume` may say after the places beside `ro` and `rw`, and what is so anyway: nothing is labelled, and no
    /// mount goes from a container to the host.
    private static let idleOptions = ["z", "Z", "private", "rprivate"]

    /// Reads `HOST:CONTAINER[:OPTIONS]`, as docker and podman spell it.
    ///
    /// - Throws: `usage`; `notFound` for what is not there on the host.
    init(volume text: String, _ session: Session) throws(BuildError) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard (2...3).contains(parts.count), parts[1].hasPrefix("/"), !parts[0].isEmpty,
            !FilePath(parts[1]).lexicallyNormalized().components.isEmpty
        else {
            throw BuildError(
                .usage, "'\(text)' is not a volume: expected 'HOST:CONTAINER[:ro]', the second an absolute path")
        }
        let options = parts.count == 3 ? parts[2].split(separator: ",").map(String.init) : []
        for option in options where !(["ro", "rw"] + Self.idleOptions).contains(option) {
            throw BuildError(.usage, "volume '\(text)': '\(option)' is not 'ro' or 'rw'")
        }
        guard parts[0].hasPrefix("/") || parts[0].hasPrefix(".") else {
            throw BuildError(
                .usage, "volume '\(text)': '\(parts[0])' is not a path; pith keeps no named volumes",
                help: "-v ./\(text)")
        }
        let source = session.absolute(parts[0])
        var status = stat()
        guard stat(source, &status) == 0 else {
            throw BuildError(.notFound, "volume '\(parts[0])' can't be used: \(String(cString: strerror(errno)))")
        }
        let isDirectory = status.st_mode & S_IFMT == S_IFDIR
        self.init(
            .bind(source: FilePath(source), isDirectory: isDirectory), at: FilePath(parts[1]),
            isReadOnly: options.contains("ro"))
    }
}
