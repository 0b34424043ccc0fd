import Diagnostics
import ImageModel

/// What a credential is for: a registry, or the repositories below a path in it (containers-auth.json(5), "format").
struct CredentialScope: Hashable, Sendable, CustomStringConvertible {
    /// `docker.io`, `localhost:5000`.
    let registry: String
    /// `team/project`; empty for all of the registry.
    let path: String

    /// Reads the name of an entry in a credential file: `quay.io/team`, or an address as docker used to write them.
    ///
    /// - Parameter isAddress: whether anything after the registry is a part of an address even without a scheme.
    init(key: String, isAddress: Bool = false) {
        var rest = Substring(key)
        var isAddress = isAddress
        for scheme in ["https://", "http://"] where rest.hasPrefix(scheme) {
            rest = rest.dropFirst(scheme.count)
            isAddress = true
        }
        let host = rest.prefix { $0 != "/" }
        let names = ["docker.io", "index.docker.io", "registry-1.docker.io"]
        registry = names.contains(String(host)) ? "docker.io" : String(host)
        path = isAddress ? "" : rest.dropFirst(host.count).split(separator: "/").joined(separator: "/")
    }

    /// Reads what a person says to log in to.
    ///
    /// - Throws: `usage` for what is no registry and no part of one.
    init(parsing text: String) throws(BuildError) {
        self.init(key: text)
        guard RegistryLocation(description) != nil else {
            throw BuildError(.usage, "'\(text)' is not a registry", help: "name it as in 'registry.example:5000'")
        }
    }

    /// Whether a repository is within the scope.
    func covers(_ repository: String, of registry: String) -> Bool {
        self.registry == registry && (path.isEmpty || repository == path || repository.hasPrefix("\(path)/"))
    }

    /// `quay.io/team`.
    var description: String { path.isEmpty ? registry : "\(registry)/\(path)" }

    /// What docker calls it in files and to helper programs: an address for its own registry alone.
    var key: String { description == "docker.io" ? "https://index.docker.io/v1/" : description }
}
