/// A stable release of Debian that Pith composes images from.
package struct DebianRelease: Hashable, Sendable, CustomStringConvertible {
    /// The major version: `12`.
    package let version: Int
    /// The code name, which is the name of its suite in the archive: `bookworm`.
    package let suite: String

    package static let bookworm = DebianRelease(version: 12, suite: "bookworm")
    package static let trixie = DebianRelease(version: 13, suite: "trixie")

    package var description: String { "Debian \(version) (\(suite))" }
}
