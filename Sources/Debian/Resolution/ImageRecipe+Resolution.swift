package import Diagnostics

extension ImageRecipe {
    /// Chooses the packages of an image. A package that several levels name is in the lowest one's layer.
    ///
    /// - Throws: `notFound` for a package that there isn't, with the nearest name; `invalidInput` where packages can't be
    ///   had together, with each candidate and why it was refused.
    package func resolve(among available: AvailablePackages) throws(BuildError) -> Resolution {
        let without = Set(levels.flatMap(\.parts.without))
        let resolver = PackageResolver(available: available, without: without)
        let pins = try pins
        var state = PackageResolver.State()
        for level in levels {
            var relations = [PackageRelation]()
            for text in level.parts.packages {
                let relation = try relation(text, of: level)
                relations.append(pins[relation.name] ?? relation)
            }
            if level.parts.isClosure {
                state = try resolver.close(relations, over: state, layer: level.name)
                continue
            }
            for relation in relations {
                if let chosen = state.chosen[relation.name] {
                    try ImageRecipe.check(chosen.package, is: relation)
                    continue
                }
                let package = try available.best(for: relation)
                state.chosen[package.name] = Resolution.Choice(package: package, layer: level.name, reason: .named)
            }
        }
        for name in lenders where state.chosen[name] == nil {
            let package = try available.best(for: try relation(name, of: levels[levels.count - 1]))
            state.chosen[name] = Resolution.Choice(package: package, layer: nil, reason: .lends)
        }
        return Resolution(choices: state.chosen.values.sorted { $0.package.name < $1.package.name })
    }

    /// The versions that the levels name, the highest level's first: they are those of the levels below too.
    private var pins: [String: PackageRelation] {
        get throws(BuildError) {
            var pins = [String: PackageRelation]()
            for level in levels {
                for text in level.parts.packages {
                    let relation = try relation(text, of: level)
                    if relation.version != nil { pins[relation.name] = relation }
                }
            }
            return pins
        }
    }

    /// - Throws: `invalidInput` where a package that another one needed has not the version that is named.
    private static func check(_ package: AvailablePackage, is relation: PackageRelation) throws(BuildError) {
        guard !relation.accepts(package.version) else { return }
        throw BuildError(
            .invalidInput, "'\(relation)' can't be installed: version \(package.version) is chosen already")
    }

    /// Whether dependencies are followed at all.
    package var hasClosure: Bool { levels.contains { $0.parts.isClosure } }

    /// Packages that lend files and need not be installed.
    private var lenders: [String] {
        levels.flatMap { level in
            let paths = level.parts.paths.compactMap { path in
                if case .packaged(let package, _) = path.kind { package } else { nil }
            }
            return paths + (level.parts.certificates?.package.map { [$0] } ?? [])
        }
    }

    /// Reads `name` or `name=version`.
    private func relation(_ text: String, of level: Level) throws(BuildError) -> PackageRelation {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let written = parts.count == 2 ? "\(parts[0]) (= \(parts[1]))" : text
        guard PackageRelation.isName(parts[0]), let relation = PackageRelation(parsing: written[...]),
            (relation.version != nil) == (parts.count == 2)
        else {
            throw BuildError(
                .usage, "'\(level.name)' can't be composed: '\(text)' is no package", help: "name, or name=version")
        }
        return relation
    }
}

extension AvailablePackages {
    /// The newest version that will do.
    ///
    /// - Throws: `notFound`, with what there is.
    fileprivate func best(for relation: PackageRelation) throws(BuildError) -> AvailablePackage {
        let packages = packages(named: relation.name)
        if let package = packages.first(where: { relation.accepts($0.version) }) { return package }
        guard let newest = packages.first else { throw unknown(relation.name) }
        let versions = packages.map { "\($0.version) (\($0.suite))" }.joined(separator: ", ")
        throw BuildError(
            .notFound, "there is no '\(relation)' in \(release) for \(architecture): there are \(versions)",
            help: "\(relation.name)=\(newest.version)")
    }
}
