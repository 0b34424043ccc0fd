import Diagnostics

/// How an image is composed from Debian's packages: one TOML file of the catalogue, or one of a user's.
///
/// A specification may stand on another one, its base: it adds a layer, and what it says of the configuration wins.
package struct ImageSpecification: Sendable {
    /// `python3-debian13`, the file's name.
    package let name: String
    /// One sentence for people.
    package internal(set) var description: String?
    /// The specification that this one stands on: a name of the catalogue, or the path of a file.
    var base: String?
    var distribution: DebianRelease?
    /// The architectures that it may be composed for; nil for those of its base.
    var architectures: [String]?
    /// What this specification itself says.
    var parts = Parts()
    /// What its variants add: `nonroot`, `debug`.
    var variants: [String: Parts] = [:]

    /// What a specification, or a variant of one, adds to what it stands on.
    struct Parts: Sendable {
        /// What goes into the package's layer, and whether what it depends on comes too.
        var packages: [String] = []
        var isClosure = false
        /// Packages that are never taken, whatever depends on them.
        var without: [String] = []
        /// Which paths of packages are kept; nil for those that the base keeps.
        var filter: PathFilter?
        var users: [UserAccount] = []
        var groups: [GroupAccount] = []
        var certificates: CertificateSpecification?
        var paths: [PathSpecification] = []
        /// Whether `/etc/ld.so.cache` is made.
        var hasLibraryCache = false
        var entrypoint: [String]?
        var cmd: [String]?
        var env: [String: String] = [:]
        var user: String?
        var workdir: String?
        var labels: [String: String] = [:]
        var annotations: [String: String] = [:]
    }
}

/// The certificate authorities that programs in the image trust.
struct CertificateSpecification: Sendable {
    /// The package whose `/usr/share/ca-certificates` is joined into a bundle; it is not installed.
    var package: String?
    /// More certificates, PEM, by the names of their files.
    var authorities: [(name: String, content: [UInt8])] = []
    /// Whether Java's trust store is made too.
    var hasJavaKeyStore = false
}

/// A file, directory or link that no package brings.
struct PathSpecification: Sendable {
    /// What there is to be.
    enum Kind: Sendable {
        case directory
        case file([UInt8])
        /// A file of a package that is not installed itself.
        case packaged(package: String, path: String)
        case link(target: String)
        /// Links in a directory, by their names, all to one target.
        case links(target: String, names: [String])
    }

    let path: String
    let kind: Kind
    /// Nil for what is usual.
    let mode: UInt16?
    let owner: (user: UInt32, group: UInt32)
}
