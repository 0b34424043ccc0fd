/// Files with the same content, in different places or in different layers.
package struct DuplicateFiles: Hashable, Sendable {
    package let content: ContentID
    /// The bytes of each.
    package let size: Int64
    /// In the order of the layers.
    package let files: [Place]

    /// Where one of them is.
    package struct Place: Hashable, Sendable {
        package let path: PathTable.ID
        package let layer: Int
    }

    /// The bytes that all but one of them take.
    package var extraBytes: Int64 { size * Int64(files.count - 1) }

    /// All duplicates of an image, those that take most first. Hard links are no duplicates.
    package static func all(in image: ImageTree) -> [DuplicateFiles] {
        var (known, repeated) = (Set<ContentID>(), Set<ContentID>())
        image.forEachContent { content, _, _ in
            if !known.insert(content).inserted { repeated.insert(content) }
        }
        known = []
        var places = [ContentID: (size: Int64, files: [Place])]()
        image.forEachContent { content, entry, layer in
            guard repeated.contains(content) else { return }
            places[content, default: (entry.size, [])].files.append(Place(path: entry.path, layer: layer))
        }
        return places.map { DuplicateFiles(content: $0.key, size: $0.value.size, files: $0.value.files) }
            .sorted { ($1.extraBytes, $0.files[0].path) < ($0.extraBytes, $1.files[0].path) }
    }
}

extension ImageTree {
    fileprivate func forEachContent(_ body: (ContentID, FileEntry, Int) -> Void) {
        for (index, layer) in layers.enumerated() {
            for entry in layer.entries {
                if let content = entry.content { body(content, entry, index) }
            }
        }
    }
}
