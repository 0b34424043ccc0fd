/// The main section of `META-INF/MANIFEST.MF` (JAR File Specification, "JAR Manifest").
struct JavaManifest {
    private static let fields: Set = [
        "Implementation-Title", "Implementation-Version", "Bundle-SymbolicName", "Bundle-Version",
        "Automatic-Module-Name",
    ]

    private let values: MetadataFields?

    /// That of an archive which has none.
    init() {
        values = nil
    }

    init(_ content: [UInt8]) {
        values = JavaManifest.unfolded(content).withUnsafeBytes { bytes in
            var rest = bytes[...]
            return MetadataFields(&rest, wanted: JavaManifest.fields)
        }
    }

    /// The package that an archive is: as the file's name says, which is the name that repositories know; else as an OSGi
    /// bundle, a module, or the implementation, whose titles are often sentences.
    ///
    /// - Returns: nil where nothing says name and version.
    func package(path: String) -> InstalledPackage? {
        let file = JavaFileName(path)
        let implementationVersion = values?["Implementation-Version"]
        let candidates = [
            (file?.name, file?.version),
            (values?["Bundle-SymbolicName"].map { firstPart($0, before: ";") }, values?["Bundle-Version"]),
            (values?["Automatic-Module-Name"], implementationVersion),
            (values?["Implementation-Title"], implementationVersion),
        ]
        for case (let name?, let version?) in candidates where !name.isEmpty && !version.isEmpty {
            // Build numbers and dates may follow.
            return InstalledPackage(.java, name: name, version: firstPart(version, before: " "), path: path)
        }
        return nil
    }

    private func firstPart(_ text: String, before separator: Character) -> String {
        String(text.prefix { $0 != separator })
    }

    /// Lines that begin with a space continue the one before.
    private static func unfolded(_ content: [UInt8]) -> [UInt8] {
        var result = [UInt8]()
        result.reserveCapacity(content.count)
        var isAfterLine = false
        for byte in content where byte != UInt8(ascii: "\r") {
            if isAfterLine, byte == UInt8(ascii: " ") {
                result.removeLast()
            } else {
                result.append(byte)
            }
            isAfterLine = byte == UInt8(ascii: "\n")
        }
        return result
    }
}

/// `NAME-VERSION.jar`: the version begins at the first hyphen before a digit.
struct JavaFileName {
    let name: String
    let version: String

    init?(_ path: String) {
        let stem = (path.split(separator: "/").last ?? "").dropLast(4)
        var previous: String.Index?
        for index in stem.indices {
            if let previous, stem[previous] == "-", stem[index].isASCII, stem[index].isNumber,
                previous > stem.startIndex
            {
                name = String(stem[..<previous])
                version = String(stem[index...])
                return
            }
            previous = index
        }
        return nil
    }
}
