package import Diagnostics

extension DebianImage {
    /// Chooses the packages: all that are essential, apt, and what they depend on.
    ///
    /// - Parameter mirror: the one that the image's sources name, which its apt must be able to use.
    /// - Throws: `notFound`, `invalidInput`: as a recipe's.
    package func resolve(
        among available: AvailablePackages, mirror: DebianMirror
    ) throws(BuildError) -> Resolution {
        var names = available.essentialNames + ["apt"] + mirror.requiredPackages
        // What Debian 12 needs the links of a merged /usr for; without the name, a program that makes them, and Perl.
        if release == .bookworm { names.append("usr-is-merged") }
        var relations = [PackageRelation]()
        for name in names {
            guard let relation = PackageRelation(parsing: name[...]) else {
                throw BuildError(.corrupt, "the archive has an essential package without a proper name")
            }
            relations.append(relation)
        }
        let resolver = PackageResolver(available: available, without: [])
        let state = try resolver.close(relations, over: PackageResolver.State(), layer: description)
        return Resolution(choices: state.chosen.values.sorted { $0.package.name < $1.package.name })
    }
}
