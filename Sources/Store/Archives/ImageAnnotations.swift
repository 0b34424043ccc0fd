package import ImageModel

/// The annotations that an image gets where it leaves the store (OCI image specification, "Annotations").
package struct ImageAnnotations: Hashable, Sendable {
    /// What carries an annotation, in BuildKit's words.
    package enum Place: String, Hashable, Sendable, CaseIterable {
        case manifest
        /// The entry of a manifest in an index.
        case manifestDescriptor = "manifest-descriptor"
        case index
    }

    private struct Annotation: Hashable, Sendable {
        let place: Place
        /// The platform whose manifest it is for; nil for all.
        let platform: Platform?
        let key: String
        let value: String
    }

    private var annotations: [Annotation] = []

    package init() {}

    /// Adds one; of two with the same key the later one counts.
    ///
    /// - Parameter platform: the platform whose manifest it is for; nil for all.
    package mutating func add(_ key: String, _ value: String, to place: Place, for platform: Platform? = nil) {
        annotations.append(Annotation(place: place, platform: platform, key: key, value: value))
    }

    /// Adds all of others.
    package mutating func add(_ others: ImageAnnotations) { annotations += others.annotations }

    /// Those of one platform's manifest; nil for none.
    package func manifest(for platform: Platform) -> [String: String]? { values(of: .manifest, platform) }

    /// Those of the entry of one platform's manifest; nil for none.
    package func descriptor(for platform: Platform) -> [String: String]? { values(of: .manifestDescriptor, platform) }

    /// Those of the index; nil for none.
    package var index: [String: String]? { values(of: .index, nil) }

    /// Whether there are any that only an index can carry.
    package var needsIndex: Bool { annotations.contains { $0.place != .manifest } }

    private func values(of place: Place, _ platform: Platform?) -> [String: String]? {
        var values = [String: String]()
        for annotation in annotations where annotation.place == place {
            if annotation.platform == nil || annotation.platform == platform {
                values[annotation.key] = annotation.value
            }
        }
        return values.isEmpty ? nil : values
    }
}
