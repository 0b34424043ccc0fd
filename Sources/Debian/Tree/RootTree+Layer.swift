import Diagnostics
import ImageModel
import Layers

extension RootTree {
    /// Writes one layer as an uncompressed tar, its paths sorted; the same layer always gives the same bytes.
    ///
    /// - Parameters:
    ///   - index: of the layer, from 0, the lowest.
    ///   - contents: what the nodes' stored contents are parts of.
    /// - Throws: `store`, and what the sink throws.
    func write(layer index: Int, contents: ContentFile, to sink: any ByteSink) throws(BuildError) {
        let writer = TarWriter(sink)
        let layer = layers[index]
        let directories = directories(above: layer.keys, upTo: index)
        /// The names under which files have been written that are to have others too: content comes with the first.
        var firstNames = [RootedPath: RootedPath]()
        for path in (Array(layer.keys) + directories.keys).sorted() {
            guard let node = layer[path] ?? directories[path] else { continue }
            var entry = TarEntry(
                path: path.bytes, kind: .directory, mode: node.mode, owner: node.owner, modified: node.modified)
            switch node.kind {
            case .directory: try writer.append(entry)
            case .symbolicLink(let target):
                (entry.kind, entry.linkTarget) = (.symbolicLink, target)
                try writer.append(entry)
            case .file, .hardLink:
                let file = if case .hardLink(let target) = node.kind { target } else { path }
                if let first = firstNames[file] {
                    (entry.kind, entry.linkTarget) = (.hardLink, first.bytes)
                    try writer.append(entry)
                } else if case .file(let content)? = layer[file]?.kind {
                    firstNames[file] = path
                    entry.kind = .file
                    try write(content, of: &entry, contents, to: writer)
                }
            }
        }
        try writer.finish()
        try sink.finish()
    }

    /// The directories on the way to what a layer brings, as they are in the layers below: whoever unpacks the layer alone
    /// makes them so.
    private func directories(
        above paths: some Sequence<RootedPath>, upTo index: Int
    ) -> [RootedPath: RootNode] {
        var directories = [RootedPath: RootNode]()
        for path in paths {
            var next = path.parent
            while let directory = next, directory != .root, directories[directory] == nil {
                guard layers[index][directory] == nil else { break }
                directories[directory] = layers[..<index].last { $0[directory] != nil }?[directory]
                next = directory.parent
            }
        }
        return directories
    }

    private func write(
        _ content: RootNode.Content, of entry: inout TarEntry, _ contents: ContentFile, to writer: TarWriter
    ) throws(BuildError) {
        switch content {
        case .bytes(let bytes):
            entry.size = Int64(bytes.count)
            try writer.append(entry)
            try bytes.withUnsafeBufferPointer { buffer throws(BuildError) in
                try writer.write(UnsafeRawBufferPointer(buffer))
            }
        case .stored(let range):
            entry.size = Int64(range.count)
            try writer.append(entry)
            try contents.source(range).readAll { part throws(BuildError) in try writer.write(part) }
        }
    }
}
