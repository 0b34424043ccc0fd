package import Diagnostics
package import ImageModel

/// An image that can be composed from Debian's packages, as `compose://` and `FROM` name it.
package struct DebianImage: Hashable, Sendable, CustomStringConvertible {
    package let release: DebianRelease
    /// Whether documentation, manual pages and translations are left out.
    package let isSlim: Bool

    /// Finds the image of a name such as `debian`, `debian:12` or `debian:trixie-slim`.
    ///
    /// - Throws: `imageNotFound`, which lists the names there are.
    package init(named name: String) throws(BuildError) {
        let parts = name.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let tag = parts.count == 2 ? String(parts[1]) : "latest"
        guard parts[0] == "debian", let image = DebianImage.images[tag] else { throw DebianImage.unknown(name) }
        self = image
    }

    private init(_ release: DebianRelease, isSlim: Bool) {
        self.release = release
        self.isSlim = isSlim
    }

    /// The most specific name: `debian:bookworm-slim`.
    package var description: String { "debian:\(release.suite)\(isSlim ? "-slim" : "")" }

    /// All names, in the order in which people should see them.
    package static let names = ["debian"] + tags.map { "debian:\($0)" }

    /// Tells a request from others without looking at the archive: equal requests may share a composed image.
    package func requestDigest(for platform: Platform) -> Digest {
        var hasher = DigestHasher()
        hasher.update(field: "compose revision 2")
        hasher.update(field: description)
        hasher.update(field: platform.description)
        return hasher.finalize()
    }

    private static let releases: [(tag: String, release: DebianRelease)] = [
        ("latest", .trixie), ("stable", .trixie), ("13", .trixie), ("trixie", .trixie), ("12", .bookworm),
        ("bookworm", .bookworm),
    ]

    private static let tags = releases.flatMap { [$0.tag, "\($0.tag)-slim"] }

    private static let images = Dictionary(
        uniqueKeysWithValues: releases.flatMap { tag, release in
            [
                (tag, DebianImage(release, isSlim: false)),
                ("\(tag)-slim", DebianImage(release, isSlim: true)),
            ]
        })

    private static func unknown(_ name: String) -> BuildError {
        BuildError(
            .imageNotFound,
            "'\(name)' can't be composed: there are \(names.map { "'\($0)'" }.joined(separator: ", "))",
            help: Suggestion.closest(to: name, in: names).map { "did you mean '\($0)'?" })
    }
}
