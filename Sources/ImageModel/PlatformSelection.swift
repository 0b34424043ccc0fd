package import Diagnostics

extension ImageIndex {
    /// The platforms of the images that an index lists, each once; attestations have none.
    package var platforms: [Platform] {
        var platforms = [Platform]()
        for case let platform? in manifests.filter(PlatformSelection.isImage).map(\.platform) {
            if !platforms.contains(platform) { platforms.append(platform) }
        }
        return platforms
    }
}

/// Chooses the manifest of an index that fits a platform, as containerd does.
///
/// The exact variant comes first, then older variants of the same architecture, which the machine runs as well. Another
/// architecture that the machine might run too (386 on amd64, arm on arm64) is never chosen: it has to be asked for.
package enum PlatformSelection {
    /// The entry for a platform; the first of several that fit equally.
    ///
    /// Attestations and entries for `unknown` are never chosen. A lone entry that does not say its platform is, since
    /// only its configuration could tell.
    ///
    /// - Parameter name: what the index belongs to, for the message.
    /// - Throws: `imageNotFound`, which lists the platforms that there are.
    package static func choose(
        from index: ImageIndex, for platform: Platform, of name: String
    ) throws(BuildError) -> Descriptor {
        let candidates = index.manifests.filter(isImage)
        for accepted in acceptable(platform) {
            if let found = candidates.first(where: { $0.platform.map(normalized) == accepted }) { return found }
        }
        if candidates.count == 1, let only = candidates.first, only.platform == nil { return only }
        throw missing(platform, candidates, name)
    }

    /// Whether a machine of one platform runs images of another without help.
    package static func runs(_ image: Platform, on platform: Platform) -> Bool {
        acceptable(platform).contains(normalized(image))
    }

    fileprivate static func isImage(_ entry: Descriptor) -> Bool {
        guard entry.mediaType.isManifest || entry.mediaType.isIndex else { return false }
        return entry.platform?.os != "unknown" && entry.platform?.architecture != "unknown"
            && entry.annotations?["vnd.docker.reference.type"] == nil
    }

    /// The platforms that will do, best first.
    private static func acceptable(_ platform: Platform) -> [Platform] {
        let wanted = normalized(platform)
        let older: [String?] =
            switch (wanted.architecture, wanted.variant.flatMap(level)) {
            case ("arm", let level?): (5..<max(5, level)).reversed().map { "v\($0)" }
            case ("amd64", let level?): (2..<max(2, level)).reversed().map { "v\($0)" } + [nil]
            case ("arm64", _?): [nil]
            default: []
            }
        return [wanted] + older.map { Platform(os: wanted.os, architecture: wanted.architecture, variant: $0) }
    }

    /// The platform in one spelling: lower case, usual names, variants that mean the same left out.
    private static func normalized(_ platform: Platform) -> Platform {
        var platform = platform
        if platform.variant == "" { platform.variant = nil }
        guard var result = try? Platform(parsing: platform.description) else { return platform }
        if let variant = result.variant, let first = variant.first, first.isNumber { result.variant = "v\(variant)" }
        if result.architecture == "amd64", result.variant == "v1" { result.variant = nil }
        return result
    }

    /// 7 of `v7`; no more than any processor has.
    private static func level(_ variant: String) -> Int? {
        guard variant.hasPrefix("v"), let level = Int(variant.dropFirst()), level < 100 else { return nil }
        return level
    }

    private static func missing(_ platform: Platform, _ candidates: [Descriptor], _ name: String) -> BuildError {
        var platforms = [String]()
        for case let found? in candidates.map(\.platform?.description).prefix(64) where !platforms.contains(found) {
            platforms.append(found)
        }
        return BuildError(
            .imageNotFound, "'\(name)' has no image for \(platform)",
            help: platforms.isEmpty ? nil : "choose with '--platform' what it has: \(platforms.joined(separator: ", "))"
        )
    }
}
