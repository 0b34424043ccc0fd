import Diagnostics
import ImageModel
import Planning
import Store

extension OperationRunner {
    /// Brings a result that another machine left into the store, each layer verified.
    func importResult(_ result: ImportedResult, of step: Step) async throws -> Snapshot? {
        let counter = TransferCounter(of: result.layers.map(\.blob), shown(step), progress)
        return try await LayerImport(store: store).snapshot(
            of: result.layers.map(\.info), origins: result.layers.map { LayerOrigin($0.record) }
        ) { layer, blobs in
            guard let blob = layer.blob else { return }
            try await result.source.fetch(blob, into: blobs) { counter.moved(blob, $0) }
        }
    }
}
