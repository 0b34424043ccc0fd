package import ImageModel

extension Resolution {
    /// The lock of a recipe's image for a platform.
    ///
    /// - Parameter available: what the packages were chosen from.
    package func lock(
        _ recipe: ImageRecipe, for platform: Platform, from available: AvailablePackages
    ) -> PackageLock {
        let packages = choices.map { choice in
            PackageLock.Package(
                name: choice.package.name, version: choice.package.version.description,
                architecture: choice.package.architecture, path: choice.package.path, size: choice.package.size,
                digest: choice.package.digest, layer: choice.layer, reason: choice.reason.description)
        }
        return PackageLock(
            request: recipe.requestDigest(for: platform), image: recipe.name, sources: "", releases: available.dates,
            packages: packages)
    }
}
