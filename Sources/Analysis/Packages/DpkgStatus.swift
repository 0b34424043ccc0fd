/// What Debian's package manager knows of an image: dpkg's status database, and the form distroless images have it in.
package enum DpkgStatus {
    /// Where an image has its status file.
    package static let path = "var/lib/dpkg/status"
    /// Where distroless images have one file a package instead, and check sums beside it.
    package static let directoryPath = "var/lib/dpkg/status.d"

    private static let fields: Set = [
        "Package", "Version", "Status", "Architecture", "Source", "Installed-Size",
    ]

    static func isStatusFile(_ parts: [ArraySlice<UInt8>]) -> Bool {
        func matches(_ path: String) -> Bool {
            let names = path.utf8.split(separator: UInt8(ascii: "/"))
            return parts.count >= names.count && zip(parts, names).allSatisfy { $0.elementsEqual($1) }
        }
        guard let name = parts.last else { return false }
        if matches(path) { return parts.count == 4 }
        return matches(directoryPath) && parts.count == 5 && !name.suffix(8).elementsEqual(".md5sums".utf8)
    }

    /// Paragraphs with a package's name whose status, where they have one, says that it is installed (dpkg(1)).
    static func packages(in content: UnsafeRawBufferPointer, path: String) -> [InstalledPackage] {
        var packages = [InstalledPackage]()
        var rest = content[...]
        while !rest.isEmpty, packages.count < PackageFindings.packageLimit {
            let paragraph = MetadataFields(&rest, wanted: fields)
            if let package = package(paragraph, path: path) { packages.append(package) }
        }
        return packages
    }

    private static func package(_ paragraph: MetadataFields, path: String) -> InstalledPackage? {
        guard let name = paragraph["Package"] else { return nil }
        if let status = paragraph["Status"], status.split(separator: " ").last != "installed" { return nil }
        let version = paragraph["Version"] ?? ""
        // The field counts in KiB (deb-substvars(5)).
        let kibibytes = paragraph["Installed-Size"].flatMap(Int64.init) ?? -1
        return InstalledPackage(
            .debian, name: name, version: version, path: path,
            size: (0...Int64.max >> 10).contains(kibibytes) ? kibibytes << 10 : nil,
            source: paragraph["Source"].map { source($0, version) }, architecture: paragraph["Architecture"])
    }

    /// `name`, or `name (version)` where the source's version is another.
    private static func source(_ field: String, _ version: String) -> InstalledPackage.Source {
        let parts = field.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[1].hasPrefix("("), parts[1].hasSuffix(")") else {
            return InstalledPackage.Source(name: field, version: version)
        }
        return InstalledPackage.Source(name: String(parts[0]), version: String(parts[1].dropFirst().dropLast()))
    }
}
