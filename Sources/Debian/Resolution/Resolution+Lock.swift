package import ImageModel

extension Resolution {
    /// The lock of a recipe's image for a platform.
    ///
    /// - Parameter available: what the packages were chosen from.
    package func lock(
        _ recipe: ImageRecipe, for platform: Platform, from available: AvailablePackages
    ) -> PackageLock {
        PackageLock(
            request: recipe.requestDigest(for: platform), image: recipe.name, sources: "", releases: available.dates,
            packages: choices.map { $0.locked(layer: $0.layer) })
    }

    /// The lock of a Debian with apt.
    ///
    /// - Parameters:
    ///   - available: what the packages were chosen from.
    ///   - mirror: the one that the image's sources name.
    package func lock(
        _ image: DebianImage, for platform: Platform, from available: AvailablePackages, mirror: DebianMirror
    ) -> PackageLock {
        PackageLock(
            request: image.requestDigest(for: platform), image: image.description,
            sources: mirror.sources(for: image.release), releases: available.dates,
            packages: choices.map { $0.locked(layer: nil) })
    }
}

extension Resolution.Choice {
    fileprivate func locked(layer: String?) -> PackageLock.Package {
        PackageLock.Package(
            name: package.name, version: package.version.description, architecture: package.architecture,
            path: package.path, size: package.size, digest: package.digest, layer: layer, reason: reason.description)
    }
}
