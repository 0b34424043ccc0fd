package import ImageModel

/// What one image is made of.
package struct ImageReport: Hashable, Sendable {
    /// The name it was asked for by.
    package let reference: String
    package let id: Digest
    package let platform: Platform
    /// RFC 3339.
    package let created: String?
    /// Lowest first.
    package let layers: [LayerReport]
    /// What is there once the layers are merged, directories not counted.
    package let files: Int
    /// 0 to 1; see `LayerEfficiency`.
    package let efficiency: Double
    /// The bytes of all files that several layers have.
    package let wastedBytes: Int64
    package let wasted: [Waste]
    package let biggestFiles: [File]
    package let biggestDirectories: [Directory]
    package let duplicates: [Duplicate]
    package let packages: [InstalledPackage]
    package let surface: AttackSurface

    /// The most elements that a list of paths has.
    private static let listLength = 100

    package init(_ image: InspectedImage) {
        let (tree, view) = (image.tree, image.view)
        reference = image.reference
        id = image.id
        platform = image.config.platform
        created = image.config.created
        layers = LayerReport.all(of: tree)
        let totals = DirectoryTotals(view, tree.paths)
        files = totals.files(at: PathTable.root)
        let waste = LayerEfficiency(tree)
        efficiency = waste.score
        wastedBytes = waste.wastedBytes
        wasted = waste.wasted.prefix(Self.listLength).map {
            Waste(path: tree.paths.text(of: $0.path), copies: $0.copies, bytes: $0.bytes)
        }
        biggestFiles = File.biggest(Self.listLength, in: view, tree.paths)
        biggestDirectories = Directory.biggest(Self.listLength, by: totals, tree.paths)
        duplicates = DuplicateFiles.all(in: tree).prefix(Self.listLength).map { Duplicate($0, tree.paths) }
        packages = image.packages
        surface = AttackSurface(view, tree.paths)
    }

    /// The bytes of all layers' files, hidden ones included, as `docker images` counts them.
    package var size: Int64 { layers.reduce(0) { $0 + $1.size } }

    /// How many packages there are of each kind.
    package var packageCounts: [PackageKind: Int] {
        Dictionary(packages.map { ($0.kind, 1) }, uniquingKeysWith: +)
    }

    /// The bytes of all layers' blobs.
    package var compressedSize: Int64 { layers.reduce(0) { $0 + $1.compressedSize } }
}
