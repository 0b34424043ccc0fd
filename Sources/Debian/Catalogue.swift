import Diagnostics

/// The specifications that come with Pith: a TOML file each, in `Catalogue/`.
package enum Catalogue {
    private static let files: [String: [UInt8]] = [
        "base-debian12": PackageResources.base_debian12_toml,
        "base-debian13": PackageResources.base_debian13_toml,
        "base-nossl-debian12": PackageResources.base_nossl_debian12_toml,
        "base-nossl-debian13": PackageResources.base_nossl_debian13_toml,
        "cc-debian12": PackageResources.cc_debian12_toml,
        "cc-debian13": PackageResources.cc_debian13_toml,
        "java-base-debian12": PackageResources.java_base_debian12_toml,
        "java-base-debian13": PackageResources.java_base_debian13_toml,
        "java17-debian12": PackageResources.java17_debian12_toml,
        "java21-debian13": PackageResources.java21_debian13_toml,
        "java25-debian13": PackageResources.java25_debian13_toml,
        "nodejs18-debian12": PackageResources.nodejs18_debian12_toml,
        "nodejs20-debian13": PackageResources.nodejs20_debian13_toml,
        "python3-debian12": PackageResources.python3_debian12_toml,
        "python3-debian13": PackageResources.python3_debian13_toml,
        "static-debian12": PackageResources.static_debian12_toml,
        "static-debian13": PackageResources.static_debian13_toml,
    ]

    /// Names that tutorials still use, and what they stand for now.
    private static let aliases = [
        "static": "static-debian13", "base-nossl": "base-nossl-debian13", "base": "base-debian13",
        "cc": "cc-debian13", "python3": "python3-debian13", "java-base": "java-base-debian13",
        "java": "java21-debian13", "java17": "java17-debian12", "java21": "java21-debian13",
        "java25": "java25-debian13", "nodejs": "nodejs20-debian13", "nodejs18": "nodejs18-debian12",
        "nodejs20": "nodejs20-debian13",
    ]

    /// The specifications' names, sorted.
    package static let names = files.keys.sorted()

    /// What a name stands for now, if it is one of those that are no longer used.
    package static func replacement(for name: String) -> String? { aliases[name] }

    /// The text of a specification.
    static func file(_ name: String) -> SourceFile? {
        files[name].map { SourceFile(name: "\(name).toml", bytes: $0) }
    }
}
