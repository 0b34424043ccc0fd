import ImageModel

/// The text of a layout's index, with all that others have written into it.
struct LayoutIndexDocument: Codable {
    private var fields: [String: JSONValue]
    private var entries: [JSONValue]

    private static let entriesKey = "manifests"

    init() {
        fields = ["schemaVersion": .integer(2), "mediaType": .string(MediaType.ociIndex.rawValue)]
        entries = []
    }

    init(from decoder: any Decoder) throws {
        fields = try [String: JSONValue](from: decoder)
        guard case .array(let entries)? = fields.removeValue(forKey: Self.entriesKey) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "it has no list of manifests"))
        }
        self.entries = entries
    }

    func encode(to encoder: any Encoder) throws {
        var fields = fields
        fields[Self.entriesKey] = .array(entries)
        try fields.encode(to: encoder)
    }

    /// Adds an entry in place of those that have its name. One without a name is added unless the image is listed.
    mutating func insert(_ entry: LayoutEntry) {
        if entry.title.isEmpty {
            let isListed = entries.contains { $0["digest"] == .string(entry.descriptor.digest.description) }
            if isListed { return }
        } else {
            entries.removeAll { $0.isEntry(called: entry.title) }
        }
        entries.append(JSONValue(entry.annotated))
    }
}

extension JSONValue {
    /// A descriptor as it stands in an index.
    fileprivate init(_ descriptor: Descriptor) {
        var fields: [String: JSONValue] = [
            "mediaType": .string(descriptor.mediaType.rawValue), "digest": .string(descriptor.digest.description),
            "size": .integer(descriptor.size),
        ]
        fields["platform"] = descriptor.platform.map { platform in
            var fields: [String: JSONValue] = [
                "os": .string(platform.os), "architecture": .string(platform.architecture),
            ]
            fields["variant"] = platform.variant.map { .string($0) }
            return .object(fields)
        }
        fields["annotations"] = descriptor.annotations.map { .object($0.mapValues { .string($0) }) }
        self = .object(fields)
    }

    /// Whether an entry has a name. Full names tell images apart; where one of two has none, what they are called in the
    /// index does.
    fileprivate func isEntry(called title: LayoutEntry.Title) -> Bool {
        let annotations = self["annotations"]
        if let name = title.name, case .string(let text)? = annotations?[LayoutEntry.nameKey] {
            return text == name.description
        }
        return title.label.map { annotations?[LayoutEntry.labelKey] == .string($0) } ?? false
    }

    /// A field of an object; nil if there is none.
    fileprivate subscript(_ key: String) -> JSONValue? {
        if case .object(let fields) = self { fields[key] } else { nil }
    }
}
