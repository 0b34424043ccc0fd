import ImageModel

/// What is configured for all names that begin alike: one `[[registry]]` table (containers-registries.conf(5),
/// "namespaced [[registry]] settings").
struct RegistryRule: Sendable {
    /// `example.com:5000/team`, or `*.example.com`.
    let prefix: String
    /// What stands in the prefix's place when a registry is asked; nil leaves names as they are.
    let location: RegistryLocation?
    /// Nil where the file does not say.
    let isInsecure: Bool?
    let isBlocked: Bool
    let mirrors: [Mirror]
    /// The name of the file that has the table.
    let file: String

    /// A `[[registry.mirror]]` table.
    struct Mirror: Sendable {
        let location: RegistryLocation
        let isInsecure: Bool?
        let use: Use
    }

    /// The values of `pull-from-mirror`.
    enum Use: String, Sendable, CaseIterable {
        case all
        case digestOnly = "digest-only"
        case tagOnly = "tag-only"

        func serves(_ reference: ImageReference) -> Bool {
            switch self {
            case .all: true
            case .digestOnly: reference.digest != nil
            case .tagOnly: reference.digest == nil
            }
        }
    }

    /// How many bytes of a full image name the prefix stands for; nil where the rule does not apply.
    ///
    /// As podman has it, `example.com` is a prefix of `example.com:5000/image`, too. A prefix with a tag or a digest is
    /// for this one image, as the manual page says; podman passes over it.
    func matchedLength(of name: String) -> Int? {
        let name = name.utf8
        if prefix.hasPrefix("*.") {
            let host = name.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: ":") }
            return host.suffix(prefix.utf8.count - 1).elementsEqual(prefix.utf8.dropFirst()) ? host.count : nil
        }
        guard name.starts(with: prefix.utf8) else { return nil }
        switch name.dropFirst(prefix.utf8.count).first {
        case nil, UInt8(ascii: "/"), UInt8(ascii: ":"), UInt8(ascii: "@"): return prefix.utf8.count
        default: return nil
        }
    }
}
