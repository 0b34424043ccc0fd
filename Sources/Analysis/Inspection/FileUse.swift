/// What the content of a file is needed for.
struct FileUse {
    /// What it may say of packages.
    let packages: PackageFile?
    /// Whether a report reads it later on.
    let isKept: Bool

    /// The most bytes of a file that is kept.
    private static let keptLimit: Int64 = 16 << 20
    private static let keptPaths: Set<[UInt8]> = Set(
        ["etc/passwd", "etc/group", "etc/os-release", "usr/lib/os-release"].map { Array($0.utf8) })

    /// - Parameters:
    ///   - path: without a leading slash.
    ///   - size: the bytes of the file.
    ///   - start: its first bytes.
    init(path: [UInt8], size: Int64, start: UnsafeRawBufferPointer) {
        packages = PackageFile(path: path, size: size, start: start)
        isKept = size <= Self.keptLimit && Self.keptPaths.contains(path)
    }

    var isNeeded: Bool { packages != nil || isKept }
}
