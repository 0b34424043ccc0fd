/// The files of an image whose contents reports need.
package enum ReportedFiles {
    /// - Parameter path: without a leading slash.
    package static func contains(_ path: [UInt8]) -> Bool {
        path.elementsEqual(PackageDatabase.statusPath.utf8)
            || path.starts(with: "\(PackageDatabase.statusDirectoryPath)/".utf8)
    }
}
