import ConfigurationFiles
import Diagnostics
import Execution
import ImageModel

/// The configuration files: `/etc/pith/pith.toml`, then `$XDG_CONFIG_HOME/pith/pith.toml`, whose values win.
///
/// ```toml
/// mirror = "http://mirror.example/debian"
/// host-ca = true
/// step-timeout = "30m"
///
/// [store]
/// max-size = "20GB"
///
/// [images]
/// "docker.io/library/ubuntu" = "compose://debian"
/// "gcr.io/distroless" = "compose://"
/// ```
struct Configuration: Sendable {
    /// The Debian mirror to use in place of the host's.
    private(set) var mirror: String?
    /// The path of the keys that may sign the mirror's release files, in place of Debian's.
    private(set) var keyring: String?
    /// Whether RUN steps trust the certificate authorities of this machine.
    private(set) var sharesAuthorities = false
    /// How long the command of a RUN step may run; nil for no limit.
    private(set) var timeLimit: StepTimeLimit?
    /// How many bytes images and build cache may take, before build cache goes; nil for no limit.
    private(set) var largestStore: Int64?
    /// Image name prefixes in full form, each with what serves the images below it, longest first.
    private(set) var images: [(prefix: String, source: ImageSourceAddress)] = []

    /// Reads the files that are there.
    ///
    /// - Throws: `usage` that names the file and the line.
    static func load(_ session: Session) throws(BuildError) -> Configuration {
        let environment = session.environment
        var configuration = Configuration()
        var files = ["/etc/pith/pith.toml"]
        if let directory = environment["XDG_CONFIG_HOME"], directory.hasPrefix("/") {
            files.append("\(directory)/pith/pith.toml")
        } else if let home = environment["HOME"], home.hasPrefix("/") {
            files.append("\(home)/.config/pith/pith.toml")
        }
        for file in files {
            guard let source = try TextFile.readIfThere(file, name: file) else { continue }
            try configuration.merge(source, session)
        }
        return configuration
    }

    /// What serves an image, if the configuration says so.
    func source(for reference: ImageReference) -> ImageSourceAddress? {
        images.first { prefix, _ in
            reference.description == prefix || reference.name == prefix || reference.name.hasPrefix("\(prefix)/")
        }?.source
    }

    private mutating func merge(_ file: SourceFile, _ session: Session) throws(BuildError) {
        let table = try ConfigurationTable(parsing: file)
        if let text = try table.string("mirror") { mirror = text }
        if let text = try table.string("keyring") { keyring = text }
        if let text = try table.string("step-timeout") {
            timeLimit = try StepTimeLimit.parse(text, of: "'\(file.name)': step-timeout")
        }
        if let isShared = try table.bool("host-ca") { sharesAuthorities = isShared }
        if let text = try table.table("store")?.string("max-size") {
            largestStore = try PruneSize.parse(text, of: "'\(file.name)': store.max-size")
        }
        for (key, text) in try table.texts("images").sorted(by: { $0.key < $1.key }) {
            guard let source = try ImageSourceAddress(parsing: text, session) else {
                throw BuildError(
                    .usage, "'\(file.name)' can't be used: '\(text)' is no source of images",
                    help: "use \(ImageSourceAddress.schemes.joined(separator: ", "))")
            }
            let prefix = Self.fullName(key)
            images.removeAll { $0.prefix == prefix }
            images.append((prefix, source))
        }
        images.sort { $0.prefix.utf8.count > $1.prefix.utf8.count }
    }

    /// `ubuntu` is `docker.io/library/ubuntu`; a tag that is written stays.
    private static func fullName(_ key: String) -> String {
        guard let reference = try? ImageReference(parsing: key) else { return key }
        return reference.hasExplicitTag ? reference.description : reference.name
    }
}
