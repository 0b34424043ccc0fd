import Analysis
import Diagnostics
import Execution
import ImageModel
import Layers
import Store

/// Reads the layers of an image in the store, once each, for reports.
struct ImageReporter: Sendable {
    private let store: ImageStore
    private let workspace: Workspace

    init(store: ImageStore) {
        self.store = store
        workspace = Workspace(store: store)
    }

    func report(_ name: String) async throws -> ImageReport {
        let image = try ImageLookup(store: store).image(name)
        let chain = try store.snapshots.chain(of: image.snapshot).reversed()
        let instructions = image.config.history.filter { $0.emptyLayer != true }.map(\.createdBy)
        var layers = [LayerTree]()
        for (index, (snapshot, record)) in zip(chain, image.layers).enumerated() {
            try Task.checkCancellation()
            let createdBy = index < instructions.count ? instructions[index] : nil
            layers.append(
                try await blockingThread { () throws(BuildError) in try self.layer(record, snapshot, createdBy) })
        }
        let packages = try await PackageFiles(workspace: workspace).read(image)
        return ImageReport(reference: name, id: image.id, layers: layers, packages: packages)
    }

    /// The compressed size is computed with the entries, in the same pass, and kept.
    private func layer(
        _ record: LayerRecord, _ snapshot: Snapshot, _ createdBy: String?
    ) throws(BuildError) -> LayerTree {
        let counter = HashingSink(DiscardingSink())
        let sink: any ByteSink =
            record.compressedSize == nil ? try CompressionFormat.gzip.compressing(into: counter) : DiscardingSink()
        var entries = [FileSummary]()
        try LayerTars(store: store).write(record, of: snapshot, to: sink) { entries.append(FileSummary($0)) }
        let compressedSize = record.compressedSize ?? counter.count
        if record.compressedSize == nil { try store.images.recordCompressedSize(compressedSize, of: record.diffID) }
        return LayerTree(
            diffID: record.diffID, createdBy: createdBy, compressedSize: compressedSize, entries: entries)
    }
}

extension FileSummary {
    /// An entry of a layer's tar, whiteouts told by their names (OCI image specification, "Whiteouts").
    fileprivate init(_ entry: TarEntry) {
        let slash = UInt8(ascii: "/")
        let name = entry.path.split(separator: slash).last ?? []
        let parent = Array(entry.path.dropLast(name.count))
        if name.elementsEqual(".wh..wh..opq".utf8) {
            self.init(path: parent, kind: .opaque, mode: 0, size: 0)
        } else if name.starts(with: ".wh.".utf8) {
            self.init(path: parent + name.dropFirst(4), kind: .whiteout, mode: 0, size: 0)
        } else {
            self.init(
                path: entry.path, kind: Kind(entry.kind), mode: entry.mode, uid: entry.owner.user,
                gid: entry.owner.group,
                size: entry.size)
        }
    }
}

extension FileSummary.Kind {
    fileprivate init(_ kind: TarEntry.Kind) {
        switch kind {
        case .file: self = .file
        case .directory: self = .directory
        case .symbolicLink: self = .symbolicLink
        case .hardLink: self = .hardLink
        case .characterDevice: self = .characterDevice
        case .blockDevice: self = .blockDevice
        case .fifo: self = .fifo
        }
    }
}
