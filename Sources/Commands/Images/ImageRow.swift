package import ImageModel

/// A row of `images`.
package struct ImageRow: Encodable, Sendable {
    let repository: String
    let tag: String
    let id: Digest
    let platform: String
    let created: String?
    let size: Int64
    /// What the repository has it under; nil for one that was never there.
    let digest: Digest?

    package init(
        repository: String, tag: String, id: Digest, platform: String, created: String?, size: Int64, digest: Digest?
    ) {
        self.repository = repository
        self.tag = tag
        self.id = id
        self.platform = platform
        self.created = created
        self.size = size
        self.digest = digest
    }

    /// The row as templates have it, with docker's names, and `Platform`.
    ///
    /// - Parameter isCut: whether IDs are cut.
    package func value(isCut: Bool, now: Timestamp) -> TemplateValue {
        // In the order of their names, as docker's `json` writes them.
        .structure([
            // Docker has no values for the three that are N/A either, unless it is asked for what takes long.
            .init("Containers", .string("N/A")),
            .init("CreatedAt", .string(created.flatMap(Timestamp.init(rfc3339:))?.goText ?? "N/A")),
            .init("CreatedSince", .string(RelativeTime.text(from: created, to: now))),
            .init("Digest", .string(digest?.description ?? "<none>")),
            .init("ID", .string(isCut ? id.short : id.description)), .init("Platform", .string(platform)),
            .init("Repository", .string(repository)), .init("SharedSize", .string("N/A")),
            .init("Size", .string(ByteCount.text(size))), .init("Tag", .string(tag)),
            .init("UniqueSize", .string("N/A")), .init("VirtualSize", .string(ByteCount.text(size))),
        ])
    }

    /// What stands above columns of the fields.
    package static let titles = TemplateValue.structure([
        .init("ID", .string("IMAGE ID")), .init("Repository", .string("REPOSITORY")), .init("Tag", .string("TAG")),
        .init("Digest", .string("DIGEST")), .init("CreatedSince", .string("CREATED")),
        .init("CreatedAt", .string("CREATED AT")), .init("Size", .string("SIZE")),
        .init("Platform", .string("PLATFORM")), .init("Containers", .string("CONTAINERS")),
        .init("SharedSize", .string("SHARED SIZE")), .init("UniqueSize", .string("UNIQUE SIZE")),
        .init("VirtualSize", .string("SIZE")),
    ])
}
