import Diagnostics
import ImageModel

/// The list of the images in a layout (OCI image specification, "Image Layout", `index.json`).
struct LayoutIndex: Sendable {
    private(set) var entries: [LayoutEntry]

    init(entries: [LayoutEntry]) {
        self.entries = entries
    }

    /// Reads `index.json`; entries that are no images are left out.
    ///
    /// - Throws: `corrupt`.
    init(_ bytes: [UInt8], what: String) throws(BuildError) {
        let index = try CanonicalJSON.decode(ImageIndex.self, from: bytes, what: what)
        let images = index.manifests.filter { $0.mediaType.isManifest || $0.mediaType.isIndex }
        guard images.count <= LayoutIndex.mostEntries else {
            throw BuildError(.corrupt, "\(what) can't be read: it has more than \(LayoutIndex.mostEntries) entries")
        }
        entries = images.map { LayoutEntry($0) }
    }

    /// The content of `oci-layout`, which marks a layout.
    static let layoutFile = Array(#"{"imageLayoutVersion":"1.0.0"}"#.utf8)

    /// The most entries that an index may have.
    static let mostEntries = 10_000

    /// The entries that a tag or a name means. What an entry is called in the index comes first, then full names, then
    /// the tags of full names.
    func entries(called text: String) -> [LayoutEntry] {
        let byLabel = entries.filter { $0.label == text || $0.name?.description == text }
        if !byLabel.isEmpty { return byLabel }
        if let reference = try? ImageReference(parsing: text) {
            let byName = entries.filter { $0.name == reference }
            if !byName.isEmpty { return byName }
        }
        return entries.filter { $0.name?.tag == text }
    }

    /// The entries of one name each, and those of no name and one digest each.
    func groups() -> [[LayoutEntry]] {
        struct Key: Hashable {
            let title: LayoutEntry.Title
            let digest: Digest?
        }
        var groups = [[LayoutEntry]]()
        var places = [Key: Int]()
        for entry in entries {
            let key = Key(title: entry.title, digest: entry.title.isEmpty ? entry.descriptor.digest : nil)
            if let place = places[key] {
                groups[place].append(entry)
            } else {
                places[key] = groups.count
                groups.append([entry])
            }
        }
        return groups
    }

    /// What the entries are called, for messages.
    var labels: [String] { entries.compactMap { $0.name?.familiar ?? $0.label } }

    /// Gives images more names, each unless another image has it.
    mutating func add(_ names: [(name: ImageReference, manifest: Descriptor)]) {
        var known = Set(entries.compactMap(\.name))
        for (name, manifest) in names where known.insert(name).inserted {
            entries.append(LayoutEntry(descriptor: manifest, title: .init(label: nil, name: name)))
        }
    }
}

/// One entry of a layout's index.
struct LayoutEntry: Hashable, Sendable {
    /// How an entry is called.
    struct Title: Hashable, Sendable {
        /// A tag as a rule (OCI image specification, "Pre-Defined Annotation Keys").
        let label: String?
        /// The full name.
        let name: ImageReference?

        var isEmpty: Bool { label == nil && name == nil }
    }

    /// Without annotations.
    let descriptor: Descriptor
    let title: Title

    static let labelKey = "org.opencontainers.image.ref.name"
    static let nameKey = "io.containerd.image.name"

    init(descriptor: Descriptor, title: Title) {
        self.descriptor = descriptor
        self.title = title
    }

    /// Reads an entry. Tools that know one annotation only write the full name into it.
    init(_ entry: Descriptor) {
        let label = entry.annotations?[Self.labelKey]
        let fullLabel = label.flatMap { $0.contains("/") || $0.contains(":") ? $0 : nil }
        let name = (entry.annotations?[Self.nameKey] ?? fullLabel).flatMap { try? ImageReference(parsing: $0) }
        var descriptor = entry
        descriptor.annotations = nil
        self.init(descriptor: descriptor, title: Title(label: label, name: name))
    }

    var label: String? { title.label }
    var name: ImageReference? { title.name }

    /// As it stands in `index.json`, annotated as docker's and containerd's tools look for names.
    var annotated: Descriptor {
        var entry = descriptor
        var annotations = [String: String]()
        annotations[Self.labelKey] = label
        annotations[Self.nameKey] = name?.description
        entry.annotations = annotations.isEmpty ? nil : annotations
        return entry
    }
}

extension ArchivedImage {
    /// The entries of an index that list the image: one for each name, or one without a name.
    var entries: [LayoutEntry] {
        var descriptor = manifest.descriptor
        descriptor.annotations = nil
        if names.isEmpty { return [LayoutEntry(descriptor: descriptor, title: .init(label: nil, name: nil))] }
        return names.map {
            LayoutEntry(descriptor: descriptor, title: .init(label: $0.tag, name: $0))
        }
    }
}
