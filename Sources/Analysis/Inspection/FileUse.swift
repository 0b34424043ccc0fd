import ImageModel

/// What the content of a file is needed for.
struct FileUse {
    /// What it may say of packages.
    let packages: PackageFile?
    /// Whether a report reads it later on.
    let isKept: Bool

    /// The most bytes of a file that is kept.
    private static let keptLimit: Int64 = 16 << 20

    /// - Parameters:
    ///   - path: without a leading slash.
    ///   - size: the bytes of the file.
    ///   - start: its first bytes.
    ///   - kept: the files that reports read later on.
    init(path: [UInt8], size: Int64, start: UnsafeRawBufferPointer, kept: KeptFiles) {
        packages = PackageFile(path: path, size: size, start: start)
        isKept = size <= Self.keptLimit && kept.contains(path)
    }

    var isNeeded: Bool { packages != nil || isKept }
}

/// The files of an image whose contents reports read after the layers.
struct KeptFiles: Sendable {
    private static let paths = Set(
        ([Accounts.usersPath, Accounts.groupsPath] + OperatingSystem.paths).map { Array($0.utf8) })
    private let scripts: Set<[UInt8]>

    /// - Parameter config: of the image, whose scripts that run first are among them.
    init(_ config: ContainerConfig) {
        scripts = Set(StartCommand(config).scripts.map { Array($0.utf8) })
    }

    /// - Parameter path: without a leading slash.
    func contains(_ path: [UInt8]) -> Bool { Self.paths.contains(path) || scripts.contains(path) }
}
