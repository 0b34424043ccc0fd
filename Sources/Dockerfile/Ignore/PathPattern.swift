package import Diagnostics

/// A pattern for one component of a path, as the sources of COPY and ADD have it: Go's `filepath.Match`.
package struct PathPattern: Sendable {
    private let glob: GlobPattern

    /// Throws `invalidInput` for a malformed pattern, such as `[a`.
    package init(_ text: String) throws(BuildError) {
        guard let glob = GlobPattern(text.utf8, doubleStars: false) else {
            throw BuildError(.invalidInput, "pattern '\(text)' can't be used: it is malformed")
        }
        self.glob = glob
    }

    package func matches(_ component: String) -> Bool {
        matching(component) { glob.matches($0) }
    }

    /// Whether the text is anything but a plain name.
    package static func hasWildcards(_ text: String) -> Bool {
        text.utf8.contains { "*?[\\".utf8.contains($0) }
    }
}

/// Calls `body` with the bytes of a path.
func matching(_ path: String, _ body: (UnsafeBufferPointer<UInt8>) -> Bool) -> Bool {
    var path = path
    return path.withUTF8(body)
}
