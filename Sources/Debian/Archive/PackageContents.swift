import Diagnostics
import Layers

/// What is in a package: its files, and its control files by their names (`control`, `md5sums`, `postinst`; Debian
/// Policy 6.1 and appendix B.2).
struct PackageContents: Sendable {
    let name: String
    let entries: [PackageEntry]
    let controlFiles: [String: [UInt8]]

    /// The most bytes and files that a package may unpack to, and the most that its control files may have: far more than
    /// any real package, far less than a bomb.
    private static let maximumSize: Int64 = 32 << 30
    private static let maximumEntries = 2_000_000
    private static let maximumControlSize: Int64 = 128 << 20

    init(name: String, entries: [PackageEntry], controlFiles: [String: [UInt8]]) {
        (self.name, self.entries, self.controlFiles) = (name, entries, controlFiles)
    }

    /// Unpacks a package.
    ///
    /// - Parameters:
    ///   - contents: takes the contents of the package's files.
    ///   - quickData: the package's files in another form, which is made if it is not there.
    /// - Throws: `corrupt` for a package that is damaged, names a path outside the root, or is too large; `diskFull`;
    ///   `store`.
    init(of archive: PackageArchive, into contents: ContentFile, quickData: QuickData? = nil) throws(BuildError) {
        name = archive.name
        do throws(BuildError) {
            controlFiles = try PackageContents.readControl(archive)
            entries = try PackageContents.readData(archive, contents, quickData)
        } catch {
            guard error.code == .corrupt else { throw error }
            throw BuildError(.corrupt, "package '\(archive.name)' can't be unpacked: \(error.message)")
        }
    }

    /// The packages whose files this one may take (`Replaces`, Debian Policy 7.6), whatever their versions.
    var replacedPackages: Set<String> {
        let text = String(decoding: controlFiles["control"] ?? [], as: UTF8.self)
        let field = ControlFile.stanzas(of: text).first?["replaces"] ?? ""
        return Set(field.split(separator: ",").map { String($0.trimmingBlanks.prefix { !" (:".contains($0) }) })
    }

    private static func readControl(_ archive: PackageArchive) throws(BuildError) -> [String: [UInt8]] {
        let reader = TarReader(try archive.controlSource())
        var files = [String: [UInt8]]()
        var rest = maximumControlSize
        while let entry = try reader.next() {
            guard entry.kind == .file, let path = try? RootedPath(entry.path), path.components.count == 1 else {
                continue
            }
            rest -= entry.size
            guard rest >= 0 else { throw BuildError(.corrupt, "its control files are too large") }
            var content = [UInt8]()
            try reader.readContent { content.append(contentsOf: $0) }
            files[path.description] = content
        }
        guard files["control"] != nil else { throw BuildError(.corrupt, "it has no control file") }
        return files
    }

    private static func readData(
        _ archive: PackageArchive, _ contents: ContentFile, _ quickData: QuickData?
    ) throws(BuildError) -> [PackageEntry] {
        if let quickData, let source = quickData.source() {
            do throws(BuildError) {
                return try readData(source, contents)
            } catch {
                guard error.code == .corrupt else { throw error }
                quickData.remove()
            }
        }
        let source = try archive.dataSource()
        return try readData(quickData?.keeping(source) ?? source, contents)
    }

    private static func readData(
        _ source: any ByteSource, _ contents: ContentFile
    ) throws(BuildError) -> [PackageEntry] {
        let reader = TarReader(source)
        var entries = [PackageEntry]()
        var rest = maximumSize
        while let entry = try reader.next() {
            rest -= entry.size
            guard rest >= 0, entries.count < maximumEntries else { throw BuildError(.corrupt, "it is too large") }
            let content = contents.reserve(entry.kind == .file ? entry.size : 0)
            var offset = content.lowerBound
            try reader.readContent { part throws(BuildError) in
                guard offset < content.upperBound else { return }
                try contents.write(part, at: offset)
                offset += Int64(part.count)
            }
            entries.append(PackageEntry(path: try RootedPath(entry.path), entry: entry, content: content))
        }
        // What follows the end is read, so that a check at the end of the compressed data is made.
        try reader.drain()
        return entries
    }
}

extension [PackageContents] {
    /// The package first that makes the links of a merged `/usr`, on which the paths of the others depend.
    var inUnpackingOrder: [PackageContents] {
        filter { $0.name == "base-files" } + filter { $0.name != "base-files" }
    }
}
