/// Who a package comes from: a distribution, or a language's package manager.
package enum PackageKind: String, Hashable, Sendable, CaseIterable, Codable {
    case debian, python, node, java, go, rust
}

/// A package that a file of an image says is in the image.
package struct InstalledPackage: Hashable, Sendable {
    /// The Debian source package that a binary package was built from, where the two differ (deb-control(5), "Source").
    package struct Source: Hashable, Sendable, Encodable {
        package let name: String
        package let version: String

        package init(name: String, version: String) {
            self.name = name
            self.version = version
        }
    }

    package let kind: PackageKind
    /// As the file has it; Java's is `group:artifact` where the file says so.
    package let name: String
    /// As the file has it; empty where it is not known.
    package let version: String
    /// The file that says so, from the root; `!/` stands before a path inside an archive.
    package let path: String
    /// Bytes on disk, where the metadata says it.
    package let size: Int64?
    package let source: Source?
    /// Debian's name of the architecture; nil for the other kinds.
    package let architecture: String?

    package init(
        _ kind: PackageKind, name: String, version: String, path: String, size: Int64? = nil, source: Source? = nil,
        architecture: String? = nil
    ) {
        self.kind = kind
        self.name = name
        self.version = version
        self.path = path
        self.size = size
        self.source = source
        self.architecture = architecture
    }

    /// The same package with its size.
    func sized(_ size: Int64) -> InstalledPackage {
        InstalledPackage(
            kind, name: name, version: version, path: path, size: size, source: source, architecture: architecture)
    }

    /// Whether name and version can be those of a package: of one line, and not endless.
    var isPlausible: Bool {
        let texts = [name, version, source?.name ?? "", source?.version ?? "", architecture ?? ""]
        return !name.isEmpty && texts.allSatisfy { $0.utf8.count <= 512 && $0.unicodeScalars.allSatisfy(\.isVisible) }
    }
}

extension Unicode.Scalar {
    /// Whether it stands for itself where it is shown, and neither ends a line nor changes how its neighbours are shown.
    var isVisible: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }
}

extension InstalledPackage: Encodable {}

extension InstalledPackage: Comparable {
    /// By kind, name, version and path.
    package static func < (left: InstalledPackage, right: InstalledPackage) -> Bool {
        (left.kind.rawValue, left.name, left.version, left.path)
            < (right.kind.rawValue, right.name, right.version, right.path)
    }
}
