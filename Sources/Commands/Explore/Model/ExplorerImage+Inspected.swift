import Analysis
import ImageModel

extension ExplorerImage {
    /// An image whose layers have been read.
    init(_ image: InspectedImage) {
        let report = ImageReport(image)
        var ids = [PathTable.ID]()
        let paths = image.tree.paths
        let tree = ExplorerTree(
            root: PathTable.root, children: { Array(paths.children(of: $0)) }, name: { Array(paths.name(of: $0)) },
            visit: { ids.append($0) })
        let views = InspectedViews(image: image.tree, ids: ids, tree: tree)
        self.init(
            name: report.reference, layers: report.layers.map(Layer.init), efficiency: report.efficiency,
            wastedBytes: report.wastedBytes,
            wasted: report.wasted.map { Waste(path: $0.path, copies: $0.copies, bytes: $0.bytes) }, tree: tree,
            view: { $1 ? views.aggregated(through: $0) : views.view(of: $0) })
    }
}

extension ExplorerImage.Layer {
    /// More than any screen shows.
    private static let longestText = 8192

    fileprivate init(_ report: LayerReport) {
        self.init(
            diffID: report.diffID.description, instruction: String((report.createdBy ?? "").prefix(Self.longestText)),
            size: report.size,
            compressedSize: report.compressedSize, added: report.changes.added.files,
            changed: report.changes.changed.files, removed: report.changes.removed.files)
    }
}

/// Looks up in the layers of an image what the browser asks for.
private struct InspectedViews: Sendable {
    let image: ImageTree
    /// The path at each position of `tree`.
    let ids: [PathTable.ID]
    let tree: ExplorerTree

    /// The files up to a layer, and what that layer did.
    func view(of layer: Int) -> ExplorerLayerView {
        let view = image.view(through: layer)
        let ids = ids
        return ExplorerLayerView(tree, before: layer > 0 ? layer - 1 : nil) { position in
            let path = ids[position]
            guard let change = view.change(at: path, layer: layer) else {
                return view[path].map { (.unchanged, $0.entry.size) }
            }
            switch change {
            case .added: return (.added, view[path]?.entry.size ?? 0)
            case .changed: return (.changed, view[path]?.entry.size ?? 0)
            case .removed: return (.removed, view.replaced(at: path)?.size ?? 0)
            }
        } details: { position in
            let path = ids[position]
            if let file = view[path] { return self.file(file.entry, upTo: file.layer) }
            return view.replaced(at: path).flatMap { self.file($0, upTo: layer - 1) }
        }
    }

    /// The files up to a layer, and what all layers after the first did.
    func aggregated(through layer: Int) -> ExplorerLayerView {
        let (first, view) = (image.view(through: 0), image.view(through: layer))
        let ids = ids
        return ExplorerLayerView(tree, before: 0) { position in
            let (old, new) = (first[ids[position]]?.entry, view[ids[position]])
            guard let new else { return old.map { (.removed, $0.size) } }
            guard new.layer > 0 else { return (.unchanged, new.entry.size) }
            guard let old else { return (.added, new.entry.size) }
            return (old.isSameDirectory(as: new.entry) ? .unchanged : .changed, new.entry.size)
        } details: { position in
            guard let file = view[ids[position]] ?? first[ids[position]] else { return nil }
            return self.file(file.entry, upTo: file.layer)
        }
    }

    /// - Parameter layer: the topmost one that the file can be from.
    private func file(_ entry: FileEntry, upTo layer: Int) -> ExplorerFile? {
        let kind: ExplorerFile.Kind
        switch entry.kind {
        case .file: kind = .file
        case .directory: kind = .directory
        case .symbolicLink: kind = .symbolicLink
        case .hardLink: kind = .hardLink
        case .characterDevice: kind = .characterDevice
        case .blockDevice: kind = .blockDevice
        case .fifo: kind = .fifo
        case .whiteout, .opaque: return nil
        }
        var target = [UInt8]()
        if kind == .symbolicLink || kind == .hardLink {
            target =
                image.layers.prefix(layer + 1).reversed().lazy.compactMap { $0.linkTargets[entry.path] }.first ?? []
        }
        return ExplorerFile(
            kind: kind, mode: entry.mode, user: entry.user, group: entry.group, linkTarget: Array(target.prefix(4096)))
    }
}
