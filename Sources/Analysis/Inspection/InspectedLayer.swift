import Diagnostics

/// What was seen in the tar of one layer.
package struct InspectedLayer: Sendable {
    /// In the order of the tar.
    package internal(set) var entries: [FileEntry]
    /// Where symbolic links point, and what hard links are other names of, in raw bytes.
    package internal(set) var linkTargets = [PathTable.ID: [UInt8]]()
    /// What files say of packages.
    private(set) var packages = [PathTable.ID: PackageFindings]()
    /// The secrets that files hold.
    private(set) var secrets = [PathTable.ID: [Secret]]()
    private(set) var secretCount = 0
    /// The contents of files that reports read.
    private(set) var contents = [PathTable.ID: [UInt8]]()

    package init(entries: [FileEntry] = []) {
        self.entries = entries
    }

    /// Forgets what an earlier entry of a path was needed for. Its secrets can be read all the same.
    mutating func forget(_ path: PathTable.ID) {
        packages[path] = nil
        contents[path] = nil
    }

    /// Takes from a file's content what it is needed for.
    ///
    /// - Throws: `corrupt` where the image has more of it than it may have.
    mutating func add(
        _ use: FileUse, _ content: UnsafeRawBufferPointer, at path: PathTable.ID, within budget: inout InspectionBudget
    ) throws(BuildError) {
        if let file = use.packages {
            if file.isMetadata { try budget.spend(content.count, on: .metadataBytes) }
            let findings = file.findings(in: content, unpacking: &budget.unpackedBytes)
            try budget.spend(findings.packages.count, on: .packages)
            if !findings.isEmpty { packages[path] = findings }
        }
        if use.isKept, content.count <= budget.keptBytes {
            budget.keptBytes -= content.count
            contents[path] = Array(content)
        }
    }

    mutating func add(_ secrets: [Secret], at path: PathTable.ID) {
        if secrets.isEmpty { return }
        self.secrets[path, default: []] += secrets
        secretCount += secrets.count
    }
}
