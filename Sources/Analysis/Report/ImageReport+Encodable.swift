import ImageModel

/// The fields of `analyze --format json`: sizes in bytes, `layers` and `packages`, which are Debian's, are counts, `layerDetails`
/// and `packageDetails` what they count.
extension ImageReport: Encodable {
    private enum CodingKeys: String, CodingKey {
        case reference, id, platform, created, size, compressedSize, layers, layerDetails, files
        case efficiency, wastedBytes, wasted, biggestFiles, biggestDirectories, duplicates
        case packages, packageCounts, packageDetails, goBuilds, shells, packageManagers, languagePackageManagers, setuid
        case worldWritable, unknownOwners, secrets, user, runsAsRoot, readOnlyRoot
        case pendingSecurityUpdates, vulnerabilities
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(reference, forKey: .reference)
        try container.encode(id, forKey: .id)
        try container.encode(platform.description, forKey: .platform)
        try container.encodeIfPresent(created, forKey: .created)
        try container.encode(size, forKey: .size)
        try container.encode(compressedSize, forKey: .compressedSize)
        try container.encode(layers.count, forKey: .layers)
        try container.encode(layers, forKey: .layerDetails)
        try container.encode(files, forKey: .files)
        try container.encode(efficiency, forKey: .efficiency)
        try container.encode(wastedBytes, forKey: .wastedBytes)
        try container.encode(wasted, forKey: .wasted)
        try container.encode(biggestFiles, forKey: .biggestFiles)
        try container.encode(biggestDirectories, forKey: .biggestDirectories)
        try container.encode(duplicates, forKey: .duplicates)
        try container.encode(packageCounts[.debian] ?? 0, forKey: .packages)
        try container.encode(
            Dictionary(uniqueKeysWithValues: packageCounts.map { ($0.rawValue, $1) }), forKey: .packageCounts)
        try container.encode(packages, forKey: .packageDetails)
        try container.encode(goBuilds, forKey: .goBuilds)
        try container.encode(surface.shells, forKey: .shells)
        try container.encode(surface.languagePackageManagers, forKey: .languagePackageManagers)
        try container.encode(surface.packageManagers, forKey: .packageManagers)
        try container.encode(surface.setuid, forKey: .setuid)
        try container.encode(findings.ownership.worldWritable, forKey: .worldWritable)
        try container.encode(findings.ownership.unknownOwners, forKey: .unknownOwners)
        try container.encode(secrets, forKey: .secrets)
        try container.encode(findings.user.text, forKey: .user)
        try container.encode(findings.user.isRoot, forKey: .runsAsRoot)
        try container.encode(findings.readOnlyRoot, forKey: .readOnlyRoot)
        try container.encodeIfPresent(pendingSecurityUpdates, forKey: .pendingSecurityUpdates)
        try container.encodeIfPresent(vulnerabilities, forKey: .vulnerabilities)
    }
}
