/// What was seen in the tar of one layer.
package struct InspectedLayer: Sendable {
    /// In the order of the tar.
    package internal(set) var entries: [FileEntry]
    /// Where symbolic links point, and what hard links are other names of, in raw bytes.
    package internal(set) var linkTargets = [PathTable.ID: [UInt8]]()
    /// What files say of packages.
    private(set) var packages = [PathTable.ID: PackageFindings]()
    /// The secrets that files hold.
    package internal(set) var secrets = [PathTable.ID: [Secret]]()
    /// The contents of files that reports read.
    private(set) var contents = [PathTable.ID: [UInt8]]()

    package init(entries: [FileEntry] = []) {
        self.entries = entries
    }

    /// Takes from a file's content what it is needed for; an earlier entry of the path is forgotten.
    mutating func add(_ use: FileUse, _ content: UnsafeRawBufferPointer, at path: PathTable.ID) {
        packages[path] = use.packages?.findings(in: content)
        contents[path] = use.isKept ? Array(content) : nil
    }
}
