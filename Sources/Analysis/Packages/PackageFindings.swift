/// What one file says of an image's packages, or several do.
package struct PackageFindings: Hashable, Sendable {
    /// More packages than this in one file are not believed.
    static let packageLimit = 100_000

    package private(set) var packages: [InstalledPackage]
    /// How the Go programs were built.
    package private(set) var goBuilds: [GoBuildInfo]
    /// The bytes of the files that each of Python's RECORD files lists, by its path.
    private var pythonSizes: [String: Int64]

    init(_ packages: [InstalledPackage] = [], goBuilds: [GoBuildInfo] = [], pythonSizes: [String: Int64] = [:]) {
        self.packages = Array(packages.lazy.filter(\.isPlausible).prefix(PackageFindings.packageLimit))
        self.goBuilds = goBuilds
        self.pythonSizes = pythonSizes
    }

    /// Whether the file says nothing.
    var isEmpty: Bool { packages.isEmpty && goBuilds.isEmpty && pythonSizes.isEmpty }

    /// What a compiled program says of what was compiled into it.
    ///
    /// - Parameter bytes: how many may still be looked at closely; what is comes off it.
    init(program content: UnsafeRawBufferPointer, path: String, reading bytes: inout Int) {
        guard let file = ELFFile(content) else {
            self.init()
            return
        }
        if let go = GoBuildInfo(file, path: path) {
            self.init(go.packages, goBuilds: [go])
        } else {
            self.init(RustCrates.packages(in: file, path: path, reading: &bytes))
        }
    }

    /// The findings of all files of an image as one: each package once and in order, with what their files say together.
    package init(joining findings: some Sequence<PackageFindings>) {
        var all = Set<InstalledPackage>()
        var sizes = [String: Int64]()
        goBuilds = []
        for finding in findings {
            all.formUnion(finding.packages)
            goBuilds += finding.goBuilds
            sizes.merge(finding.pythonSizes) { first, _ in first }
        }
        pythonSizes = sizes
        packages = all.map { package in
            guard package.kind == .python, let slash = package.path.utf8.lastIndex(of: UInt8(ascii: "/")) else {
                return package
            }
            return sizes["\(package.path[..<slash])/RECORD"].map(package.sized) ?? package
        }.sorted()
    }
}
