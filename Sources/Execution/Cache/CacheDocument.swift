import Diagnostics
package import ImageModel

/// The results of steps as one machine leaves them for others: which keys lead to which stack of layers.
///
/// In a cache of its own it is the config of a manifest whose layers are the results'; in an image it is a field of the
/// image's own config, and names the image's own layers.
package struct CacheDocument: Hashable, Sendable, Codable {
    /// One layer on top of another.
    package struct Record: Hashable, Sendable, Codable {
        /// Which record's layer lies below, by its place in `records`, which is an earlier one; nil for the lowest.
        package let parent: Int?
        package let diffID: Digest
        /// What the layer is made of.
        package let key: Digest
        /// The keys of the steps that end in it, sorted.
        package let keys: [Digest]
        /// When it was made, seconds since 1970: what an image's history says of it.
        package let created: Int64

        package init(parent: Int?, diffID: Digest, key: Digest, keys: [Digest], created: Int64) {
            self.parent = parent
            self.diffID = diffID
            self.key = key
            self.keys = keys
            self.created = created
        }
    }

    /// A cache mount whose files are a layer of the manifest: those after the records' layers, in the same order.
    package struct Mount: Hashable, Sendable, Codable {
        /// What steps share it by.
        package let key: Digest
        /// What people know it by.
        package let id: String
    }

    /// Documents of another version are passed over.
    package let version: Int
    package let records: [Record]
    /// Nil where none was asked for.
    package let mounts: [Mount]?

    package init(records: [Record], mounts: [Mount] = []) {
        self.mounts = mounts.isEmpty ? nil : mounts
        version = Self.currentVersion
        self.records = records
    }

    package static let currentVersion = 1

    /// The type of a manifest's config that is such a document.
    package static let mediaType = MediaType(rawValue: "application/vnd.pith.cache.config.v1+json")

    /// The field of an image's config that holds such a document.
    package static let configField = "pith.cache.v1"

    /// The records that a record stands on, by their places, lowest first, its own last.
    func chain(of index: Int) -> [Int] {
        var chain = [Int]()
        var next: Int? = index
        while let index = next {
            chain.append(index)
            next = records[index].parent
        }
        return chain.reversed()
    }

    /// - Throws: `corrupt` for a record that does not stand on an earlier one.
    func validate() throws(BuildError) {
        for (index, record) in records.enumerated() {
            guard let parent = record.parent else { continue }
            guard (0..<index).contains(parent) else {
                throw BuildError(.corrupt, "a build cache can't be used: its record \(index) stands on none before it")
            }
        }
    }
}
