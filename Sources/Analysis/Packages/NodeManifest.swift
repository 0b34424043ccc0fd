import FoundationEssentials

/// The `package.json` of an installed Node.js package (npm's package.json(5)).
enum NodeManifest {
    private struct Fields: Decodable {
        let name: String
        let version: String
    }

    /// The package, if the file names it and its version.
    static func packages(in content: UnsafeRawBufferPointer, path: String) -> [InstalledPackage] {
        guard let fields = try? JSONDecoder().decode(Fields.self, from: Data(content)) else { return [] }
        return [InstalledPackage(.node, name: fields.name, version: fields.version, path: path)]
    }
}
