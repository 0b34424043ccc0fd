package import Diagnostics
package import ImageModel

/// What exactly a composed image was made of.
package struct PackageLock: Hashable, Sendable, Codable {
    /// One installed package, as dpkg and the archive's index know it.
    package struct Package: Hashable, Sendable, Codable {
        package let name: String
        package let version: String
        /// `amd64`, `all`.
        package let architecture: String
        /// Where the package is below the mirror's address: `pool/main/b/bash/bash_5.2.15-2+b7_amd64.deb`.
        package let path: String
        /// Bytes.
        package let size: Int64
        /// The digest of the package file.
        package let digest: Digest
        /// The part of the image that has its files; nil if there is one only, or if the package just lends some.
        package let layer: String?
        /// Why it is there, in words; nil where nobody was asked.
        package let reason: String?

        package init(
            name: String, version: String, architecture: String, path: String, size: Int64, digest: Digest,
            layer: String? = nil, reason: String? = nil
        ) {
            self.name = name
            self.version = version
            self.architecture = architecture
            self.path = path
            self.size = size
            self.digest = digest
            self.layer = layer
            self.reason = reason
        }
    }

    /// Where the image has its sources.
    package static let sourcesPath = "/etc/apt/sources.list.d/debian.sources"

    /// `requestDigest` of the `DebianImage` or `ImageRecipe` that was asked for.
    package let request: Digest
    /// The most specific name of the image: `debian:bookworm`.
    package let image: String
    /// apt's sources as the image has them, in deb822 form; empty where it has none.
    package let sources: String
    /// The dates of the release files, RFC 3339, by code name: `bookworm-security`.
    package let releases: [String: String]
    /// By name and architecture.
    package let packages: [Package]

    package init(request: Digest, image: String, sources: String, releases: [String: String], packages: [Package]) {
        self.request = request
        self.image = image
        self.sources = sources
        self.releases = releases
        self.packages = packages
    }

    /// Reads what `encoded` wrote.
    ///
    /// - Throws: `corrupt`.
    package init(decoding bytes: [UInt8]) throws(BuildError) {
        self = try CanonicalJSON.decode(PackageLock.self, from: bytes, what: "a package lock")
    }

    /// Canonical JSON: equal locks have equal bytes.
    package func encoded() throws(BuildError) -> [UInt8] {
        try CanonicalJSON.encode(self)
    }

    /// Tells what an image is made of, whatever the dates of the archive.
    package var contentDigest: Digest {
        var hasher = DigestHasher()
        hasher.update(field: "lock revision 1")
        hasher.update(digest: request)
        for package in packages {
            hasher.update(field: package.layer ?? "")
            hasher.update(digest: package.digest)
        }
        return hasher.finalize()
    }

    /// The date of the newest release file, RFC 3339: the packages are what the archive had on it.
    package var date: String { releases.values.max() ?? "" }
}
