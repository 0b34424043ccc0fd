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
    /// The Go programs, and what they were built with.
    package let goBuilds: [GoBuildInfo]
    package let surface: AttackSurface
    package let findings: ImageFindings
    package let secrets: [ReportedSecret]
    /// Nil where it was not looked for.
    package let pendingSecurityUpdates: [PendingSecurityUpdate]?
    /// Nil where no advisories were given.
    package let vulnerabilities: [Vulnerability]?

    /// The most elements that a list of paths has.
    private static let listLength = 100

    /// - Parameters:
    ///   - pendingSecurityUpdates: of its Debian packages; nil if nobody looked.
    ///   - advisories: what is known of vulnerabilities of packages of other kinds; nil for nothing.
    package init(
        _ image: InspectedImage, pendingSecurityUpdates: [PendingSecurityUpdate]? = nil,
        advisories: AdvisoryDatabase? = nil
    ) {
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
        packages = image.packages.map(PackageSizes(paths: tree.paths, view: view, totals: totals).sized)
        goBuilds = image.goBuilds
        surface = AttackSurface(view, tree.paths)
        findings = ImageFindings(image)
        secrets = ReportedSecret.all(of: image)
        self.pendingSecurityUpdates = pendingSecurityUpdates
        vulnerabilities = advisories?.vulnerabilities(in: image.packages + image.goBuilds.map(\.standardLibrary))
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

/// A Debian package of an image that the security archive has a newer version of.
package struct PendingSecurityUpdate: Hashable, Sendable, Encodable {
    package let package: String
    /// Versions.
    package let installed: String
    package let fixed: String

    package init(package: String, installed: String, fixed: String) {
        self.package = package
        self.installed = installed
        self.fixed = fixed
    }
}
