package import SystemPackage

/// Where copied files go, as the instruction says it.
package struct CopyDestination: Hashable, Sendable {
    /// The path from `/`, without `.` and `..`.
    package let path: FilePath
    /// Whether it is written as a directory, with `/` or `/.` at its end.
    package let isDirectory: Bool

    /// - Parameter text: a path from `/`.
    package init(_ text: String) {
        path = FilePath("/").pushing(FilePath(text)).lexicallyNormalized()
        isDirectory =
            text.hasSuffix("/") || text.hasSuffix("/.") || text == "." || text.isEmpty || path.components.isEmpty
    }
}
