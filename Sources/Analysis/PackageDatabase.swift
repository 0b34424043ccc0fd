/// What Debian's package manager knows to be installed (`dpkg-query(1)`; distroless images keep a file a package).
package struct PackageDatabase: Sendable {
    /// Where the image has its status file.
    package static let statusPath = "var/lib/dpkg/status"
    /// Where distroless images have one file a package instead.
    package static let statusDirectoryPath = "var/lib/dpkg/status.d"

    private let files: [[UInt8]]

    /// - Parameters:
    ///   - status: the content of the status file, nil where there is none.
    ///   - statusDirectory: the contents of the files in the status directory, check sums among them or not.
    package init(status: [UInt8]? = nil, statusDirectory: [[UInt8]] = []) {
        files = (status.map { [$0] } ?? []) + statusDirectory
    }

    /// How many packages are installed: paragraphs with a package's name whose status, where they have one, says so.
    package var count: Int {
        files.reduce(0) { $0 + PackageDatabase.installedParagraphs($1) }
    }

    private static func installedParagraphs(_ file: [UInt8]) -> Int {
        var count = 0
        var isPackage = false
        var isInstalled = true
        func isBlank(_ line: ArraySlice<UInt8>) -> Bool { line.allSatisfy { $0 == UInt8(ascii: " ") } }
        for line in file.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) + [[]] {
            if isBlank(line) {
                if isPackage, isInstalled { count += 1 }
                (isPackage, isInstalled) = (false, true)
            } else if line.starts(with: "Package:".utf8) {
                isPackage = true
            } else if line.starts(with: "Status:".utf8) {
                isInstalled =
                    line.split(separator: UInt8(ascii: " ")).last.map { $0.elementsEqual("installed".utf8) } ?? false
            }
        }
        return count
    }
}
