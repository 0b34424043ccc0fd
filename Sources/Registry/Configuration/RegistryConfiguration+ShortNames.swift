package import Diagnostics
package import ImageModel

extension RegistryConfiguration {
    /// The images that a name may mean, in the order in which they are looked for; one with a registry means itself
    /// (containers-registries.conf(5), "short-name aliasing").
    ///
    /// A name without a registry is looked up in the aliases first, then in all of `unqualified-search-registries`.
    /// Where no file lists any, it is docker's: `docker.io` and nothing else. Pith never asks: what podman would ask
    /// about in mode `enforcing` is an error.
    ///
    /// - Throws: `usage` for what is no image name, and for one that is ambiguous.
    package func references(forShortName text: String) throws(BuildError) -> [ImageReference] {
        let reference = try ImageReference(parsing: text)
        guard Self.isShortName(text) else { return [reference] }
        let name = text.prefix { $0 != ":" && $0 != "@" }
        if let target = aliases[String(name)] {
            return [try ImageReference(parsing: target + text.dropFirst(name.count))]
        }
        guard !searchRegistries.isEmpty else { return [reference] }
        var candidates = [ImageReference]()
        for registry in searchRegistries { candidates.append(try ImageReference(parsing: "\(registry)/\(text)")) }
        guard candidates.count == 1 || shortNameMode != .enforcing else {
            let names = candidates.map { "'\($0)'" }.joined(separator: ", ")
            throw BuildError(
                .usage, "'\(text)' is ambiguous: it may be \(names)", help: "use one of these names in full")
        }
        return candidates
    }

    /// Whether an image name has no registry.
    static func isShortName(_ text: String) -> Bool {
        guard let reference = try? ImageReference(parsing: text) else { return false }
        return reference.registry == "docker.io" && !text.hasPrefix("docker.io/") && !text.hasPrefix("index.docker.io/")
    }
}
