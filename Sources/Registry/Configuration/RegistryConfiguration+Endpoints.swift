package import Diagnostics
package import ImageModel
import Transport

extension RegistryConfiguration {
    /// Where to ask for an image, in order: the mirrors, then the place itself. A push goes to the registry that the
    /// name says: mirrors and other locations are for pulling only (containers-registries.conf(5), "remapping and
    /// mirroring registries").
    ///
    /// A registry on this machine's loopback addresses may be asked by plain http unless `insecure = false` is
    /// configured for it, as with docker; its certificate, where it has one, must be good all the same.
    ///
    /// - Parameter verifiesTLS: false makes all endpoints insecure, true none; nil leaves it to the configuration.
    /// - Throws: `denied` if the image is blocked; `usage` if a rule makes no image name of the name, or if the
    ///   certificates of a registry can't be used.
    package func endpoints(
        for reference: ImageReference, forPush: Bool, verifiesTLS: Bool? = nil
    ) throws(BuildError) -> [RegistryEndpoint] {
        guard let (rule, length) = rule(for: reference) else {
            return [try endpoint(for: reference, isInsecure: verifiesTLS.map { !$0 })]
        }
        guard !rule.isBlocked else {
            throw BuildError(
                .denied, "'\(reference.familiar)' can't be used: '\(rule.prefix)' is blocked by '\(rule.file)'")
        }
        func place(
            _ location: RegistryLocation?, _ isInsecure: Bool?, isMirror: Bool
        ) throws(BuildError) -> RegistryEndpoint {
            let name = location.map { $0.text + reference.name.dropFirst(length) }
            let moved = try name.map { (name) throws(BuildError) in try parse(name, of: reference, rule) }
            let isInsecure = verifiesTLS.map { !$0 } ?? isInsecure
            return try endpoint(for: moved ?? reference, isInsecure: isInsecure, isMirror: isMirror)
        }
        guard !forPush else { return [try place(nil, rule.isInsecure, isMirror: false)] }
        var endpoints = [RegistryEndpoint]()
        for mirror in rule.mirrors where mirror.use.serves(reference) {
            endpoints.append(try place(mirror.location, mirror.isInsecure, isMirror: true))
        }
        return endpoints + [try place(rule.location, rule.isInsecure, isMirror: false)]
    }

    /// The rule with the longest prefix, and how much of the name that is.
    private func rule(for reference: ImageReference) -> (RegistryRule, matchedLength: Int)? {
        let name = reference.description
        return rules.compactMap { rule in rule.matchedLength(of: name).map { (rule, $0) } }
            .max { $0.0.prefix.utf8.count < $1.0.prefix.utf8.count }
    }

    private func parse(
        _ name: String, of reference: ImageReference, _ rule: RegistryRule
    ) throws(BuildError) -> ImageReference {
        do {
            return try ImageReference(parsing: name)
        } catch {
            throw BuildError(
                .usage, "'\(reference.familiar)' can't be looked for: '\(rule.file)' makes '\(name)' of it")
        }
    }

    private func endpoint(
        for reference: ImageReference, isInsecure: Bool?, isMirror: Bool = false
    ) throws(BuildError) -> RegistryEndpoint {
        let registry = reference.registry
        // The registry behind docker.io is not at the address that its name says.
        let url = try HTTPURL(parsing: "https://\(registry == "docker.io" ? "registry-1.docker.io" : registry)/")
        var trust = try certificates.trust(for: registry)
        trust.acceptsAnyCertificate = isInsecure ?? false
        return RegistryEndpoint(
            registry: registry, url: url, repository: reference.repository, trust: trust,
            allowsPlainHTTP: isInsecure ?? url.isLoopback, isMirror: isMirror)
    }
}
