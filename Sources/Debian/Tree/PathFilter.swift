/// Which paths of packages are kept, by patterns as dpkg's `--path-exclude` and `--path-include` take them (dpkg(1)):
/// `*` stands for any bytes, slashes too, `?` for one. What an included pattern matches is kept, whatever is excluded.
struct PathFilter: Hashable, Sendable {
    var excluded: [String] = []
    var included: [String] = []

    /// - Parameter isLink: whether a symbolic link is there. It is kept, too, in place of a directory that has included
    ///   paths: packages that are built together have one such directory, and links to it.
    func keeps(_ path: RootedPath, isLink: Bool = false) -> Bool {
        guard !excluded.isEmpty else { return true }
        let bytes = [UInt8(ascii: "/")] + path.bytes
        func matches(_ pattern: String) -> Bool { PathFilter.matches(Array(pattern.utf8), bytes) }
        return !excluded.contains(where: matches) || included.contains(where: matches)
            || isLink && included.contains { PathFilter.isDirectory(bytes, of: Array($0.utf8)) }
    }

    /// Whether a path is a directory of the paths that a pattern names, as deep as the pattern has it.
    private static func isDirectory(_ path: [UInt8], of pattern: [UInt8]) -> Bool {
        let slash = UInt8(ascii: "/")
        guard let end = pattern.lastIndex(of: slash) else { return false }
        let directory = Array(pattern[..<end])
        return path.count { $0 == slash } == directory.count { $0 == slash } && matches(directory, path)
    }

    /// Compares from the left, going back to the last `*` where it fails: no pattern takes more than the product of the
    /// two lengths.
    private static func matches(_ pattern: [UInt8], _ text: [UInt8]) -> Bool {
        var (next, position) = (0, 0)
        var retry: (next: Int, position: Int)?
        while position < text.count {
            if next < pattern.count, pattern[next] == UInt8(ascii: "*") {
                next += 1
                retry = (next, position)
            } else if next < pattern.count, pattern[next] == UInt8(ascii: "?") || pattern[next] == text[position] {
                next += 1
                position += 1
            } else if let last = retry {
                retry = (last.next, last.position + 1)
                (next, position) = (last.next, last.position + 1)
            } else {
                return false
            }
        }
        return pattern[next...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
