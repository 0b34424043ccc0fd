/// Which paths of packages are kept, by patterns as dpkg's `--path-exclude` and `--path-include` take them (dpkg(1)):
/// `*` stands for any bytes, slashes too, `?` for one. What an included pattern matches is kept, whatever is excluded.
struct PathFilter: Hashable, Sendable {
    var excluded: [String] = []
    var included: [String] = []

    func keeps(_ path: RootedPath) -> Bool {
        guard !excluded.isEmpty else { return true }
        let bytes = [UInt8(ascii: "/")] + path.bytes
        func matches(_ pattern: String) -> Bool { PathFilter.matches(Array(pattern.utf8), bytes) }
        return !excluded.contains(where: matches) || included.contains(where: matches)
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
