import ImageModel

/// Whether an image's program would start where the root file system is read-only.
///
/// A judgement of what can be seen, not a proof. What speaks against it:
/// - a shell script that runs first (the entry point, named `….sh` or `…entrypoint…`, or run by a shell) whose text
///   writes to a path: a redirection, `mkdir`, `touch`, `tee`, `rm`, `chown`, `chmod`, `cp`, `mv`, `ln`, `install` or
///   `sed -i`;
/// - a program that is a daemon known to write to a place that the image has, such as nginx to `/var/cache/nginx`.
///
/// A tmpfs on `/tmp`, `/run` and `/dev/shm` is taken for granted, as every runtime can give it and some do by default; so
/// are the volumes that the image declares. What other programs write, what a script writes through a variable, and what
/// is run by hand is not seen. Log files that are links to devices are no reason.
package struct ReadOnlyRoot: Hashable, Sendable, Encodable {
    package let starts: Bool
    /// Why it does not start, each with the mount that would help; 20 at most. Paths are the image's own and may have
    /// control characters.
    package let reasons: [String]

    private static let limit = 20
    /// Longer scripts are not read further.
    private static let mostScriptBytes = 256 * 1024
    private static let writable = ["/dev", "/proc", "/run", "/sys", "/tmp", "/var/run", "/var/lock", "/var/tmp"]

    init(_ image: InspectedImage) {
        let start = StartCommand(image.config.config)
        let volumes = image.config.config.volumes + Self.writable
        var reasons = [String]()
        for script in start.scripts.uniqued() {
            let content = (image.content(of: script) ?? []).prefix(Self.mostScriptBytes)
            guard !content.contains(0) else { continue }
            for write in ScriptWrites(String(decoding: content, as: UTF8.self)).writes {
                guard !Self.isBelow(volumes, write.path) else { continue }
                reasons.append("/\(script) writes to \(write.path) (\(write.command)): mount a tmpfs or volume there")
            }
        }
        for program in start.programs.uniqued() {
            for place in KnownDaemon.places[program] ?? [] where !Self.isBelow(volumes, place) {
                guard image.hasDirectory(place), !image.hasOnlyLinks(in: place) else { continue }
                reasons.append("\(program) writes to \(place): mount a tmpfs or volume there")
            }
        }
        self.reasons = Array(reasons.uniqued().prefix(Self.limit))
        starts = reasons.isEmpty
    }

    private static func isBelow(_ directories: [String], _ path: String) -> Bool {
        let names = path.split(separator: "/").filter { $0 != "." }
        guard !names.contains("..") else { return false }
        return directories.contains { directory in
            let above = directory.split(separator: "/")
            return !above.isEmpty && names.starts(with: above)
        }
    }
}

extension InspectedImage {
    fileprivate func hasDirectory(_ path: String) -> Bool {
        tree.paths.id(of: Array(path.utf8)).flatMap { view[$0]?.entry.kind } == .directory
    }

    /// Whether a directory has something in it, and that is symbolic links.
    fileprivate func hasOnlyLinks(in path: String) -> Bool {
        guard let id = tree.paths.id(of: Array(path.utf8)) else { return false }
        let kinds = tree.paths.children(of: id).compactMap { view[$0]?.entry.kind }
        return !kinds.isEmpty && kinds.allSatisfy { $0 == .symbolicLink }
    }
}
