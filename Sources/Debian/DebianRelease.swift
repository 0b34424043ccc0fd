/// A stable release of Debian that Pith composes images from.
package struct DebianRelease: Hashable, Sendable, CustomStringConvertible {
    /// The major version: `12`.
    package let version: Int
    /// The code name, which is the name of its suite in the archive: `bookworm`.
    package let suite: String

    package static let bookworm = DebianRelease(version: 12, suite: "bookworm")
    package static let trixie = DebianRelease(version: 13, suite: "trixie")

    /// Finds a release by the name that specifications and images have it under: `debian13`.
    package init?(distribution: String) {
        guard let release = [DebianRelease.trixie, .bookworm].first(where: { $0.distribution == distribution }) else {
            return nil
        }
        self = release
    }

    private init(version: Int, suite: String) {
        self.version = version
        self.suite = suite
    }

    /// `debian13`.
    package var distribution: String { "debian\(version)" }

    package var description: String { "Debian \(version) (\(suite))" }
}
