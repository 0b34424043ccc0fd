/// The file `pom.properties` that Maven leaves in an archive for each project in it (Apache Maven Archiver).
struct MavenProperties {
    private let group: String
    private let artifact: String
    private let version: String

    /// - Returns: nil where a coordinate is missing, or was never filled in (`${…}`).
    init?(_ content: [UInt8]) {
        var values = [String: String]()
        for line in content.split(whereSeparator: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) {
            let parts = line.split(separator: UInt8(ascii: "="), maxSplits: 1)
                .map { String(decoding: $0, as: UTF8.self).filter { $0 != " " && $0 != "\t" } }
            if parts.count == 2, !parts[1].hasPrefix("$") { values[parts[0]] = parts[1] }
        }
        guard let group = values["groupId"], let artifact = values["artifactId"], let version = values["version"] else {
            return nil
        }
        self.group = group
        self.artifact = artifact
        self.version = version
    }

    func package(path: String) -> InstalledPackage {
        InstalledPackage(.java, name: "\(group):\(artifact)", version: version, path: path)
    }
}
