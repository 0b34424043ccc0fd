package import ImageModel

/// An image as `docker image inspect` shows it: its fields in docker's order, those that docker's JSON leaves out when they
/// are empty left out, and the history.
package enum ImageInspection {
    /// - Parameters:
    ///   - names: familiar ones.
    ///   - digests: familiar names with digests.
    ///   - size: bytes.
    package static func value(
        of config: ImageConfig, id: Digest, names: [String], digests: [String], size: Int64
    ) -> TemplateValue {
        .structure([
            .init("Id", .string(id.description)), .init("RepoTags", .strings(names)),
            .init("RepoDigests", .strings(digests)), .init("Parent", .string("")),
            .init("Comment", .string(config.history.last?.comment ?? "")),
            .init("Created", .string(config.created ?? ""), isInJSON: config.created != nil),
            .init("DockerVersion", config.otherFields["docker_version"].map(TemplateValue.init) ?? .string("")),
            .init("Author", .string(config.author ?? "")), .init("Config", value(of: config.config)),
            .init("Architecture", .string(config.architecture)),
            .init("Variant", .string(config.variant ?? ""), isInJSON: config.variant != nil),
            .init("Os", .string(config.os)),
            optional("OsVersion", config.otherFields["os.version"].map(TemplateValue.init) ?? .string("")),
            .init("Size", .integer(size)),
            .init(
                "RootFS",
                .structure([
                    .init("Type", .string("layers")), .init("Layers", .strings(config.diffIDs.map(\.description))),
                ])),
            .init("History", .list(config.history.map(value))),
        ])
    }

    private static func value(of entry: HistoryEntry) -> TemplateValue {
        .structure([
            optional("created", .string(entry.created ?? "")), optional("created_by", .string(entry.createdBy ?? "")),
            optional("author", .string(entry.author ?? "")), optional("comment", .string(entry.comment ?? "")),
            optional("empty_layer", .bool(entry.emptyLayer ?? false)),
        ])
    }

    /// A field that JSON has only with a value.
    static func optional(_ name: String, _ value: TemplateValue) -> TemplateValue.Field {
        .init(name, value, isInJSON: value.isTrue)
    }
}
