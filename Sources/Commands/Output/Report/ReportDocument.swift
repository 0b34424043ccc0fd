/// What `pith analyze --format json` says of one image, as the pages and comments that are made of it read it.
///
/// Sizes are in bytes; paths begin at the root.
package struct ReportDocument: Decodable, Sendable {
    package struct Layer: Decodable, Sendable {
        package let createdBy: String?
        package let size, compressedSize: Int64
        package let added, changed, removed: Int
    }

    package struct SizedPath: Decodable, Sendable {
        package let path: String
        package let size: Int64
        /// The layer that a file comes from, the lowest being 0.
        package let layer: Int?
        /// How many files a directory has in it.
        package let files: Int?
    }

    /// A path of which several layers have a copy, so that only the last is seen.
    package struct Waste: Decodable, Sendable {
        package let path: String
        package let copies: Int
        package let bytes: Int64
    }

    /// Files of equal content; `bytes` is what all but one of them take.
    package struct Duplicate: Decodable, Sendable {
        package let size, bytes: Int64
        package let copies: Int
        /// Where they are, or some of these places.
        package let paths: [String]
    }

    package struct Package: Decodable, Hashable, Sendable {
        package let kind, name, version: String
        package let size: Int64?
        package let path: String?
    }

    package struct UnknownOwner: Decodable, Sendable {
        package let path: String
        package let user, group: UInt32
    }

    package struct Secret: Decodable, Sendable {
        package let rule, path: String
        /// nil for one in the configuration.
        package let layer: Int?
        /// Whether an upper layer removed it: it is in the image all the same.
        package let deleted: Bool
        package let line: Int?
    }

    package struct ReadOnlyRoot: Decodable, Sendable {
        package let starts: Bool
        package let reasons: [String]
    }

    /// Of a package of Debian's; the values are versions.
    package struct PendingUpdate: Decodable, Sendable {
        package let package, installed, fixed: String
    }

    package struct Vulnerability: Decodable, Sendable {
        package let id: String
        package let aliases: [String]
        package let package, version: String
        package let fixed, summary, path: String?
    }

    package let reference, id: String
    package let platform, created: String?
    package let size, compressedSize: Int64
    package let layers: Int
    package let files: Int
    /// Lowest first.
    package let layerDetails: [Layer]
    /// The part of the layers' bytes that the image shows: 1 where nothing is wasted.
    package let efficiency: Double
    package let wastedBytes: Int64
    package let wasted: [Waste]
    package let biggestFiles, biggestDirectories: [SizedPath]
    package let duplicates: [Duplicate]
    /// Debian's packages alone.
    package let packages: Int
    package let shells, packageManagers, setuid: [String]
    // What follows is nil where it was not looked for.
    /// Packages of all kinds.
    package let packageDetails: [Package]?
    /// Package managers of languages: pip, npm.
    package let languagePackageManagers: [String]?
    package let worldWritable: [String]?
    package let unknownOwners: [UnknownOwner]?
    package let secrets: [Secret]?
    package let user: String?
    package let runsAsRoot: Bool?
    package let readOnlyRoot: ReadOnlyRoot?
    package let pendingSecurityUpdates: [PendingUpdate]?
    package let vulnerabilities: [Vulnerability]?

    /// How many packages there are of all kinds, as far as is known.
    package var packageCount: Int { packageDetails?.count ?? packages }
}
