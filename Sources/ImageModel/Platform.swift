package import Diagnostics

/// An operating system and processor, in Go's names (OCI image index specification, "platform").
package struct Platform: Hashable, Sendable, Codable, CustomStringConvertible {
    package var os: String
    package var architecture: String
    package var variant: String?

    package init(os: String, architecture: String, variant: String? = nil) {
        self.os = os
        self.architecture = architecture
        self.variant = variant
    }

    /// The machine that Pith was compiled for.
    package static var host: Platform {
        #if arch(arm64)
            Platform(os: "linux", architecture: "arm64")
        #else
            Platform(os: "linux", architecture: "amd64")
        #endif
    }

    /// Reads `linux/arm64/v8`, `linux/amd64`, or an architecture alone, with the usual other names (`x86_64`, `aarch64`).
    ///
    /// - Throws: `usage` for an empty text or more than three parts.
    package init(parsing text: String) throws(BuildError) {
        let parts = text.lowercased().split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (1...3).contains(parts.count), !parts.contains("") else {
            throw BuildError(.usage, "'\(text)' is not a platform: expected 'os/architecture[/variant]'")
        }
        let hasOS = parts.count > 1 || ["linux", "windows", "darwin", "freebsd"].contains(parts[0])
        let os = hasOS ? parts[0] : "linux"
        let name = hasOS ? (parts.count > 1 ? parts[1] : Platform.host.architecture) : parts[0]
        let (architecture, implied) = Platform.normalized(name)
        var variant = parts.count == 3 ? parts[2] : implied
        if architecture == "arm64", variant == "v8" || variant == "8" { variant = nil }
        self.init(os: os, architecture: architecture, variant: variant)
    }

    package var description: String { ([os, architecture] + (variant.map { [$0] } ?? [])).joined(separator: "/") }

    /// containerd's normalisation of architecture names, and the variant that a name implies.
    private static func normalized(_ name: String) -> (architecture: String, variant: String?) {
        switch name {
        case "x86_64", "x86-64", "amd64": ("amd64", nil)
        case "aarch64", "arm64": ("arm64", nil)
        case "i386", "386": ("386", nil)
        case "armhf", "arm": ("arm", "v7")
        case "armel": ("arm", "v6")
        default: (name, nil)
        }
    }
}
