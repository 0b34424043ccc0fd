import Diagnostics
import ImageModel
import Layers

/// A root file system in the making: what specifications say, applied to packages.
struct ComposedRoot {
    let contents: ContentFile
    private(set) var tree = RootTree()
    /// The names of the levels that have been added: one layer each, which may be empty.
    private(set) var levels: [String] = []

    private let packages: [PackageContents]
    /// In whose level each package is; nil for one that only lends files.
    private let layers: [String?]
    private let variables: SpecificationVariables
    private var filter = PathFilter()
    private var certificates = CertificateBundle()
    private var hasJavaKeyStore = false
    private var hasLibraryCache = false
    private var users: [UserAccount] = []
    private var groups: [GroupAccount] = []

    init(contents: ContentFile, packages: [PackageContents], layers: [String?], architecture: String) {
        self.contents = contents
        self.packages = packages
        self.layers = layers
        variables = SpecificationVariables(architecture: architecture)
    }

    /// Adds a level on top.
    ///
    /// - Throws: `corrupt`, `invalidInput`, `store`.
    mutating func add(_ level: ImageRecipe.Level) throws(BuildError) {
        if !levels.isEmpty { tree.beginLayer() }
        levels.append(level.name)
        if let filter = level.parts.filter { self.filter = filter }
        try addPackages(of: level)
        for path in level.parts.paths {
            do throws(BuildError) {
                try add(path)
            } catch  where error.code == .corrupt {
                throw BuildError(.invalidInput, "'\(level.name)' can't be composed: \(error.message)")
            }
        }
        try addAccounts(level.parts)
        try addCertificates(level.parts)
        hasLibraryCache = hasLibraryCache || level.parts.hasLibraryCache
        if hasLibraryCache, level.parts.hasLibraryCache || layers.contains(level.name) {
            try setFile(LibraryCache.path, LibraryCache.encoded(tree.libraries(contents)))
        }
    }

    /// The packages of a level.
    private mutating func addPackages(of level: ImageRecipe.Level) throws(BuildError) {
        var own = [PackageContents]()
        for (package, layer) in zip(packages, layers) where layer == level.name { own.append(package) }
        for package in own.inUnpackingOrder {
            let replaced = package.replacedPackages
            try tree.add(package, filter: filter) { replaced.contains($0) }
            let status = "/var/lib/dpkg/status.d/\(package.name)"
            try setFile(status, package.controlFiles["control"] ?? [])
            if let sums = package.controlFiles["md5sums"] { try setFile("\(status).md5sums", sums) }
        }
    }

    private mutating func addAccounts(_ parts: ImageSpecification.Parts) throws(BuildError) {
        users += parts.users
        groups += parts.groups
        if !parts.users.isEmpty { try setFile("/etc/passwd", users.map(\.line).joined().utf8) }
        if !parts.groups.isEmpty { try setFile("/etc/group", groups.map(\.line).joined().utf8) }
    }

    private mutating func addCertificates(_ parts: ImageSpecification.Parts) throws(BuildError) {
        guard let specification = parts.certificates else { return }
        if let name = specification.package { try addCertificates(of: try package(name)) }
        for (name, content) in specification.authorities { try certificates.add(content, named: name) }
        if specification.package != nil || !specification.authorities.isEmpty {
            try setFile(CertificateBundle.path, certificates.encoded)
        }
        let isNew = specification.hasJavaKeyStore && !hasJavaKeyStore
        hasJavaKeyStore = hasJavaKeyStore || specification.hasJavaKeyStore
        if isNew || hasJavaKeyStore && !specification.authorities.isEmpty {
            try setFile(JavaKeyStore.path, JavaKeyStore.encoded(certificates.authorities))
        }
    }

    private mutating func addCertificates(of package: PackageContents) throws(BuildError) {
        let prefix = Array(CertificateBundle.packagePath.utf8)
        for item in package.entries.sorted(by: { $0.path < $1.path }) where item.path.bytes.starts(with: prefix) {
            guard item.entry.kind == .file, item.path.bytes.suffix(4).elementsEqual(".crt".utf8) else { continue }
            let name = String(decoding: item.path.name.dropLast(4), as: UTF8.self)
            try certificates.add(contents.read(item.content, limit: 1 << 20), named: name)
        }
        let copyright = try RootedPath("/usr/share/doc/\(package.name)/copyright")
        try add(filesBelow: copyright, of: package, at: copyright, mode: nil, owner: .root)
    }

    private mutating func add(_ path: PathSpecification) throws(BuildError) {
        let at = try RootedPath(variables.expand(path.path))
        let owner = FileOwner(user: path.owner.user, group: path.owner.group)
        switch path.kind {
        case .directory:
            try tree.set(at, RootNode(kind: .directory, mode: path.mode ?? 0o755, owner: owner))
        case .file(let bytes):
            try tree.set(at, RootNode(kind: .file(.bytes(bytes)), mode: path.mode ?? 0o644, owner: owner))
        case .packaged(let name, let source):
            let source = try RootedPath(variables.expand(source))
            try add(filesBelow: source, of: try package(name), at: at, mode: path.mode, owner: owner)
        case .link(let target):
            try tree.set(at, .link(to: variables.expand(target)))
        case .links(let target, let names):
            for name in names {
                try tree.set(try RootedPath("\(at)/\(name)"), .link(to: variables.expand(target)))
            }
        }
    }

    /// Takes a file, or all that is below a directory, from a package to a path.
    private mutating func add(
        filesBelow source: RootedPath, of package: PackageContents, at path: RootedPath, mode: UInt16?,
        owner: FileOwner
    ) throws(BuildError) {
        var isThere = false
        for item in package.entries {
            let isSource = item.path == source
            guard isSource || item.path.bytes.starts(with: source.bytes + [UInt8(ascii: "/")]) else { continue }
            isThere = true
            let kind: RootNode.Kind =
                switch item.entry.kind {
                case .file: .file(.stored(item.content))
                case .directory: .directory
                case .symbolicLink: .symbolicLink(item.entry.linkTarget)
                default:
                    throw BuildError(
                        .invalidInput,
                        "'/\(item.path)' of package '\(package.name)' is neither file, link nor directory")
                }
            let at = try RootedPath(path.bytes + item.path.bytes.dropFirst(source.bytes.count))
            try tree.set(
                at, RootNode(kind: kind, mode: isSource ? mode ?? item.entry.mode : item.entry.mode, owner: owner))
        }
        guard isThere else {
            throw BuildError(.invalidInput, "package '\(package.name)' has no '/\(source)'")
        }
    }

    private func package(_ name: String) throws(BuildError) -> PackageContents {
        guard let package = packages.first(where: { $0.name == name }) else {
            throw BuildError(.corrupt, "the lock can't be used: it does not have package '\(name)'")
        }
        return package
    }

    private mutating func setFile(_ path: String, _ bytes: some Sequence<UInt8>) throws(BuildError) {
        try tree.set(try RootedPath(path), .file(bytes))
    }
}
