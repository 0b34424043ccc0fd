package import Diagnostics
import ImageModel
package import Store

/// Puts results together into one document: what several of them stand on is in it once.
struct CacheRecords {
    /// Where a record's layer is.
    enum Layer {
        case stored(StoredLayer)
        case imported(Descriptor, any ManifestSource)
    }

    private(set) var layers: [Layer] = []
    private var records: [CacheDocument.Record] = []
    /// The keys that lead to each record.
    private var keys: [Set<Digest>] = []
    /// The record of a stack of layers, by its chain ID.
    private var places: [Digest: Int] = [:]

    /// - Throws: `store`, `diskFull`.
    init(_ results: [CachedResult], of store: ImageStore) throws(BuildError) {
        let tars = LayerTars(store: store)
        for result in results {
            switch result.place {
            case .stored(let snapshot):
                var items = [(record: CacheDocument.Record, layer: Layer)]()
                for snapshot in try store.snapshots.chain(of: snapshot).reversed() {
                    let record = try tars.record(of: snapshot)
                    items.append(
                        (
                            CacheDocument.Record(snapshot, record.diffID),
                            .stored(StoredLayer(snapshot: snapshot, record: record))
                        ))
                }
                add(items, keys: result.keys)
            case .imported(let imported):
                add(
                    imported.layers.map { ($0.record, .imported($0.blob, imported.source)) },
                    keys: result.keys)
            }
        }
    }

    /// - Parameter mounts: the cache mounts that come with the results.
    func document(_ mounts: [CacheDocument.Mount]) -> CacheDocument {
        CacheDocument(
            records: zip(records, keys).map { record, keys in
                CacheDocument.Record(
                    parent: record.parent, diffID: record.diffID, key: record.key,
                    keys: keys.sorted { $0.hex < $1.hex },
                    created: record.created)
            }, mounts: mounts)
    }

    /// - Parameter items: a stack of layers, lowest first; their records' parents are not read.
    private mutating func add(_ items: [(record: CacheDocument.Record, layer: Layer)], keys: Set<Digest>) {
        var parent: Int?
        for (item, chainID) in zip(items, LayerInfo.chainIDs(items.map(\.record.diffID))) {
            if let known = places[chainID] {
                parent = known
            } else {
                records.append(item.record.standing(on: parent))
                self.keys.append([])
                layers.append(item.layer)
                parent = records.count - 1
                places[chainID] = parent
            }
        }
        if let top = parent { self.keys[top].formUnion(keys) }
    }
}

extension CacheDocument.Record {
    fileprivate init(_ snapshot: Snapshot, _ diffID: Digest) {
        self.init(parent: nil, diffID: diffID, key: snapshot.key, keys: [], created: snapshot.created)
    }

    fileprivate func standing(on parent: Int?) -> CacheDocument.Record {
        CacheDocument.Record(parent: parent, diffID: diffID, key: key, keys: [], created: created)
    }
}

extension CacheDocument {
    /// The cache that an image carries in its own config: what each of its layers is the result of.
    ///
    /// - Parameters:
    ///   - snapshot: the image's topmost layer.
    ///   - results: those of the steps that made the layers.
    package init(
        ofImage snapshot: Snapshot?, _ results: [CachedResult], in store: ImageStore
    ) throws(BuildError) {
        var keys = [Int64: Set<Digest>]()
        for result in results {
            if case .stored(let snapshot) = result.place { keys[snapshot.id, default: []].formUnion(result.keys) }
        }
        let tars = LayerTars(store: store)
        var records = [Record]()
        for (index, snapshot) in try store.snapshots.chain(of: snapshot).reversed().enumerated() {
            records.append(
                Record(
                    parent: index == 0 ? nil : index - 1, diffID: try tars.record(of: snapshot).diffID,
                    key: snapshot.key, keys: (keys[snapshot.id] ?? []).sorted { $0.hex < $1.hex },
                    created: snapshot.created))
        }
        self.init(records: records)
    }
}
