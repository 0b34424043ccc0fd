/// Paths of an image as instructions give them: relative ones start at WORKDIR.
enum WorkingPath {
    /// An absolute path without `.`, `..`, doubled slashes, or one at the end.
    static func clean(_ path: String, in directory: String) -> String {
        var parts = [Substring]()
        let whole = path.hasPrefix("/") ? path : "\(directory)/\(path)"
        for part in whole.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }

    /// The same, with a slash at the end where the text says that it means a directory: `dir/`, `.`, `dir/.`, nothing.
    static func directoryKeepingSlash(_ path: String, in directory: String) -> String {
        let cleaned = clean(path, in: directory)
        let isDirectory = path.isEmpty || path.hasSuffix("/") || path == "." || path.hasSuffix("/.")
        return isDirectory && cleaned != "/" ? cleaned + "/" : cleaned
    }

    /// A path as Go's `path.Clean` gives it back, relative if it is; what is empty stays so.
    static func cleanName(_ path: String) -> String {
        if path.isEmpty || path.hasPrefix("/") { return path.isEmpty ? "" : clean(path, in: "/") }
        return String(clean(path, in: "/").dropFirst())
    }

    /// The last component of a path.
    static func lastName(of path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }
}
