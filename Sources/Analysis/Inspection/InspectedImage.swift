package import ImageModel

/// An image whose layers have been read.
package struct InspectedImage: Sendable {
    /// The name it was asked for by.
    package let reference: String
    package let id: Digest
    package let config: ImageConfig
    package let tree: ImageTree
    /// What a container of the image sees.
    package let view: FileView
    /// The packages of the files that the image shows.
    package let packages: [InstalledPackage]
    package let goBuilds: [GoBuildInfo]
    /// The secrets that the files of each layer hold, lowest first.
    let secrets: [[PathTable.ID: [Secret]]]
    private let contents: [[PathTable.ID: [UInt8]]]

    /// - Parameters:
    ///   - layers: lowest first.
    ///   - compressedSizes: the bytes of each layer's blob.
    package init(
        reference: String, id: Digest, config: ImageConfig, paths: PathTable, layers: [InspectedLayer],
        compressedSizes: [Int64]
    ) {
        self.reference = reference
        self.id = id
        self.config = config
        let instructions = config.history.filter { $0.emptyLayer != true }.map(\.createdBy)
        let trees = layers.enumerated().map { index, layer in
            LayerTree(
                diffID: config.diffIDs[index], createdBy: index < instructions.count ? instructions[index] : nil,
                compressedSize: compressedSizes[index], entries: layer.entries, linkTargets: layer.linkTargets)
        }
        tree = ImageTree(paths: paths, layers: trees)
        view = tree.merged
        contents = layers.map(\.contents)
        let view = view
        let findings = layers.enumerated().flatMap { index, layer in
            layer.packages.filter { view[$0.key]?.layer == index }.values
        }
        let joined = PackageFindings(joining: findings)
        packages = joined.packages
        goBuilds = joined.goBuilds
        secrets = layers.map(\.secrets)
    }

    /// The content of a file as the image shows it; nil where it isn't there, or was not kept.
    func content(of path: String) -> [UInt8]? {
        guard let id = tree.paths.id(of: Array(path.utf8)), let file = view[id], file.entry.kind == .file else {
            return nil
        }
        return file.entry.size == 0 ? [] : contents[file.layer][id]
    }

    /// The distribution that it says it is of.
    package var operatingSystem: OperatingSystem? {
        OperatingSystem.paths.lazy.compactMap(content).first.flatMap { OperatingSystem($0) }
    }
}
