/// What a rule of `--fail-on` looks at; the raw value is its name there.
package enum RuleFigure: String, Hashable, Sendable, CaseIterable {
    case size
    case compressedSize = "compressed-size"
    /// How much larger the image is than a baseline.
    case growth
    case efficiency
    case wasted
    case layers
    case files
    case packages
    case shell
    case packageManager = "package-manager"
    case rootUser = "root-user"
    case setuid
    case secret
    case worldWritable = "world-writable"
    case unknownOwner = "unknown-owner"
    case pendingSecurityUpdates = "pending-security-updates"
    case vulnerability

    /// What a figure is compared with.
    enum Kind {
        case bytes
        /// `0.95` or `95%`.
        case share
        /// Bytes, or a share of the baseline's.
        case growth
        /// A whole number, which has to be given.
        case count
        /// Things that are listed: one is too many unless the rule has a number.
        case list
        /// True or false, never compared.
        case flag
    }

    var kind: Kind {
        switch self {
        case .size, .compressedSize, .wasted: .bytes
        case .efficiency: .share
        case .growth: .growth
        case .layers, .files, .packages: .count
        case .shell, .packageManager, .setuid, .secret, .worldWritable, .unknownOwner, .pendingSecurityUpdates,
            .vulnerability:
            .list
        case .rootUser: .flag
        }
    }

    /// A rule with this figure, for messages.
    var example: String {
        switch self {
        case .size: "size>50MB"
        case .compressedSize: "compressed-size>20MB"
        case .growth: "growth>10%"
        case .efficiency: "efficiency<0.95"
        case .wasted: "wasted>10MB"
        case .layers: "layers>20"
        case .files: "files>10000"
        case .packages: "packages>100"
        default: rawValue
        }
    }
}
