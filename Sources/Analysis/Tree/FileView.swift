/// What a container sees of an image's first layers, and what the last one of these did.
///
/// Upper layers hide what lower ones have at the same path, below a whiteout, below an opaque directory, and below a path
/// that is no directory any more (OCI layer specification, "Applying Changesets").
package struct FileView: Sendable {
    /// A file, and the layer that it comes from.
    package struct File: Hashable, Sendable {
        package let layer: Int
        package let entry: FileEntry
    }

    /// Where the entry of each path is.
    private var places: [Place]
    private let layers: [LayerTree]
    /// The paths that the last layer has entries for, each once.
    private var written = [PathTable.ID]()
    /// What lower layers had where the last layer has something else, or nothing.
    private var replaced = [PathTable.ID: FileEntry]()

    /// An entry of a layer; there may be millions.
    private struct Place {
        static let nowhere = Place(layer: -1, entry: -1)
        let layer: Int32
        let entry: Int32
    }

    /// - Parameter image: none of whose layers is seen yet.
    init(_ image: ImageTree) {
        places = Array(repeating: .nowhere, count: image.paths.count)
        layers = image.layers
    }

    /// What is at a path; nil where nothing is, or a directory that no layer has an entry for.
    package subscript(path: PathTable.ID) -> File? { file(at: places[path.index]) }

    /// All that is visible, directories too, each after the directory that it is in.
    package var all: some Sequence<File> { places.lazy.compactMap(file) }

    private func file(at place: Place) -> File? {
        guard place.layer >= 0 else { return nil }
        return File(layer: Int(place.layer), entry: layers[Int(place.layer)].entries[Int(place.entry)])
    }

    /// What the last layer did to a path; nil for nothing.
    package func change(at path: PathTable.ID, layer: Int) -> FileChange? {
        let old = replaced[path]
        guard let new = self[path], new.layer == layer else { return old == nil ? nil : .removed }
        guard let old else { return .added }
        return new.entry.isSameDirectory(as: old) ? nil : .changed
    }

    /// What lower layers had at a path where the last layer has something else, or nothing.
    package func replaced(at path: PathTable.ID) -> FileEntry? { replaced[path] }

    /// The files of lower layers that the last layer hides, with their sizes in bytes.
    var hiddenFiles: some Sequence<(PathTable.ID, Int64)> { replaced.lazy.map { ($0.key, $0.value.size) } }

    /// What the last layer did to files; directories don't count.
    package var changes: ChangeSummary {
        var changes = ChangeSummary()
        for path in written where replaced[path]?.isFile != true {
            if let entry = self[path]?.entry, entry.isFile { changes.added.add(entry.size) }
        }
        for (path, old) in replaced where old.isFile {
            if let entry = self[path]?.entry, entry.isFile {
                changes.changed.add(entry.size)
            } else {
                changes.removed.add(old.size)
            }
        }
        return changes
    }

    /// Puts the next layer on top.
    mutating func apply(_ layer: Int, of image: ImageTree) {
        written.removeAll()
        replaced.removeAll()
        let entries = layers[layer].entries
        hide(entries, image.paths)
        for (number, entry) in entries.enumerated() where entry.kind != .whiteout && entry.kind != .opaque {
            let old = places[entry.path.index]
            if old.layer != layer {
                if let file = file(at: old) { replaced[entry.path] = file.entry }
                written.append(entry.path)
            }
            places[entry.path.index] = Place(layer: Int32(layer), entry: Int32(number))
        }
    }

    /// Takes away what a layer's entries hide of lower layers, other than by having the same path.
    private mutating func hide(_ entries: [FileEntry], _ paths: PathTable) {
        var (gone, closed) = (Set<PathTable.ID>(), Set<PathTable.ID>())
        for entry in entries where entry.kind != .directory {
            if entry.kind == .whiteout { gone.insert(entry.path) }
            if paths.hasChildren(entry.path) { closed.insert(entry.path) }
        }
        if gone.isEmpty && closed.isEmpty { return }
        var isHidden = [Bool](repeating: false, count: places.count)
        for path in paths.all {
            if gone.contains(path) {
                isHidden[path.index] = true
            } else if let parent = paths.parent(of: path) {
                isHidden[path.index] = isHidden[parent.index] || closed.contains(parent)
            }
            if isHidden[path.index], let old = self[path] {
                replaced[path] = old.entry
                places[path.index] = .nowhere
            }
        }
    }
}

/// What a layer did to a path.
package enum FileChange: Hashable, Sendable {
    case added
    /// It replaces what a lower layer has there: for a directory, only if mode or owner differ.
    case changed
    case removed
}

/// What a layer did to files: those at paths that no lower layer shows, those that replace others, those that are gone.
package struct ChangeSummary: Hashable, Sendable {
    /// Files, and the sum of their bytes.
    package struct Sum: Hashable, Sendable {
        package private(set) var files = 0
        package private(set) var bytes: Int64 = 0

        mutating func add(_ size: Int64) {
            files += 1
            bytes += size
        }
    }

    package var added = Sum()
    /// The bytes are those of the new files.
    package var changed = Sum()
    /// The bytes are those that lower layers go on having.
    package var removed = Sum()
}

extension FileEntry {
    /// Whether both are directories with the same mode and owner.
    package func isSameDirectory(as other: FileEntry) -> Bool {
        kind == .directory && other.kind == .directory && mode == other.mode && user == other.user
            && group == other.group
    }
}
