package import Diagnostics

/// What is configured about registries: mirrors, other locations, which are insecure or blocked, and what short names
/// mean (containers-registries.conf(5)).
package struct RegistryConfiguration: Sendable {
    /// The entry of `credential-helpers` that stands for credential files.
    package static let credentialFiles = "containers-auth.json"

    /// Who is asked for credentials, in order: `credentialFiles`, or the NAME of a program `docker-credential-NAME`.
    package private(set) var credentialHelpers = [RegistryConfiguration.credentialFiles]
    /// The registries that an image name without one is looked for in, in order; empty where no file lists any.
    private(set) var searchRegistries = [String]()
    private(set) var shortNameMode = ShortNameMode.permissive
    /// Names without registry, tag and digest, each with the full name that it stands for.
    private(set) var aliases = [String: String]()
    /// In no order; no two have the same prefix.
    private(set) var rules = [RegistryRule]()
    let certificates: CertificateDirectories

    /// What happens to a short name that is no alias if there are several registries to look for it in.
    enum ShortNameMode: String, Sendable, CaseIterable {
        /// It is refused; podman asks, where it can.
        case enforcing
        /// All are tried.
        case permissive, disabled
    }

    /// Puts files together; a later one wins over those before it.
    ///
    /// - Parameters:
    ///   - main: `registries.conf`, in either version of the format.
    ///   - dropIns: those of `registries.conf.d` (containers-registries.conf.d(5)), in version 2.
    ///   - certificates: where the registries' certificates are.
    /// - Throws: `usage` that names the file, and the line or the key.
    package init(
        main: SourceFile? = nil, dropIns: [SourceFile] = [],
        certificates: CertificateDirectories = CertificateDirectories(directories: [])
    ) throws(BuildError) {
        self.certificates = certificates
        if let main { merge(try RegistriesFile(main, allowsVersion1: true)) }
        for file in dropIns { merge(try RegistriesFile(file, allowsVersion1: false)) }
    }

    private mutating func merge(_ file: RegistriesFile) {
        credentialHelpers = file.credentialHelpers ?? credentialHelpers
        searchRegistries = file.searchRegistries ?? searchRegistries
        shortNameMode = file.shortNameMode ?? shortNameMode
        for (name, target) in file.aliases { aliases[name] = target.isEmpty ? nil : target }
        for rule in file.rules {
            rules.removeAll { $0.prefix == rule.prefix }
            rules.append(rule)
        }
    }
}
