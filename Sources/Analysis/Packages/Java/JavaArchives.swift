/// The packages in a Java archive and in those inside it.
struct JavaArchives {
    private enum Limit {
        /// Archives in archives in archives.
        static let depth = 3
        static let entries = 100_000
        static let metadata = 1 << 20
        static let nestedArchive = 64 << 20
        static let nestedArchives = 1_000
    }

    /// The most bytes that one archive is unpacked to, those in it included.
    static let mostBytes = 1 << 30

    private var entries = 0
    private var nestedArchives = 0
    /// How many bytes may still be decompressed.
    private var remaining: Int
    private var packages: [InstalledPackage] = []

    /// What the archive at `path`, and at most three levels of archives in it, say. Hostile archives are read up to a
    /// limit only.
    ///
    /// - Parameter bytes: how many may still be unpacked of all archives; what is comes off it.
    static func packages(
        in content: UnsafeRawBufferPointer, path: String, unpacking bytes: inout Int
    ) -> [InstalledPackage] {
        let most = min(mostBytes, bytes)
        var archives = JavaArchives(remaining: most)
        archives.read(content, path: path, depth: 0)
        bytes -= most - archives.remaining
        return archives.packages
    }

    private init(remaining: Int) {
        self.remaining = remaining
    }

    private mutating func read(_ content: UnsafeRawBufferPointer, path: String, depth: Int) {
        guard let archive = ZipArchive(content) else { return }
        var maven = [InstalledPackage]()
        var manifest: JavaManifest?
        while entries < Limit.entries, let entry = archive.next() {
            entries += 1
            if JavaArchives.isPomProperties(entry.name) {
                let text = contentOf(entry, in: archive, limit: Limit.metadata)
                if let package = text.flatMap({ MavenProperties($0)?.package(path: path) }) { maven.append(package) }
            } else if entry.name == "META-INF/MANIFEST.MF" {
                manifest = contentOf(entry, in: archive, limit: Limit.metadata).map(JavaManifest.init)
            } else if depth < Limit.depth, JavaArchives.isArchive(entry.name), nestedArchives < Limit.nestedArchives {
                nestedArchives += 1
                let nested = contentOf(entry, in: archive, limit: Limit.nestedArchive) ?? []
                nested.withUnsafeBytes { read($0, path: "\(path)!/\(entry.name)", depth: depth + 1) }
            }
        }
        packages += maven.isEmpty ? [(manifest ?? JavaManifest()).package(path: path)].compactMap { $0 } : maven
    }

    private mutating func contentOf(_ entry: ZipArchive.Entry, in archive: ZipArchive, limit: Int) -> [UInt8]? {
        guard let size = Int(exactly: entry.size), size <= min(limit, remaining) else { return nil }
        // Damaged data counts: much of it may have been decompressed.
        remaining -= size
        return archive.content(of: entry, limit: limit)
    }

    /// `META-INF/maven/GROUP/ARTIFACT/pom.properties`.
    private static func isPomProperties(_ name: String) -> Bool {
        name.hasPrefix("META-INF/maven/") && name.hasSuffix("/pom.properties")
            && name.utf8.count { $0 == UInt8(ascii: "/") } == 4
    }

    private static func isArchive(_ name: String) -> Bool {
        [".jar", ".war", ".ear"].contains(name.suffix(4).lowercased())
    }
}
