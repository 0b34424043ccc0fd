/// What Debian's package manager knows of an image: dpkg's status database, and the form distroless images have it in.
package struct PackageDatabase: Sendable {
    /// An installed package.
    package struct Package: Hashable, Sendable {
        package let name: String
        /// As the database has it; empty where it has none.
        package let version: String
    }

    /// Where the image has its status file.
    package static let statusPath = "var/lib/dpkg/status"
    /// Where distroless images have one file a package instead.
    package static let statusDirectoryPath = "var/lib/dpkg/status.d"

    /// In the order of the files: paragraphs with a package's name whose status, where they have one, says that it is
    /// installed.
    package let packages: [Package]

    /// - Parameters:
    ///   - status: the content of the status file, nil where there is none.
    ///   - statusDirectory: the contents of the files in the status directory, check sums among them or not.
    package init(status: [UInt8]? = nil, statusDirectory: [[UInt8]] = []) {
        packages = ((status.map { [$0] } ?? []) + statusDirectory).flatMap(PackageDatabase.installed)
    }

    /// How many packages are installed.
    package var count: Int { packages.count }

    private static func installed(_ file: [UInt8]) -> [Package] {
        var packages = [Package]()
        var name: String?
        var version = ""
        var isInstalled = true
        func isBlank(_ line: ArraySlice<UInt8>) -> Bool { line.allSatisfy { $0 == UInt8(ascii: " ") } }
        for line in file.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) + [[]] {
            if isBlank(line) {
                if let name, isInstalled { packages.append(Package(name: name, version: version)) }
                (name, version, isInstalled) = (nil, "", true)
            } else if let value = value(of: "Package:", in: line) {
                name = value
            } else if let value = value(of: "Version:", in: line) {
                version = value
            } else if let value = value(of: "Status:", in: line) {
                isInstalled = value.split(separator: " ").last == "installed"
            }
        }
        return packages
    }

    private static func value(of field: StaticString, in line: ArraySlice<UInt8>) -> String? {
        let name = UnsafeBufferPointer(start: field.utf8Start, count: field.utf8CodeUnitCount)
        guard line.starts(with: name) else { return nil }
        let value = line.dropFirst(name.count).drop { $0 == UInt8(ascii: " ") }
        return String(decoding: value, as: UTF8.self)
    }
}
