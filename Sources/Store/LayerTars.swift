package import Diagnostics
import ImageModel
package import Layers
import SystemPackage

/// The layer tars of snapshots. The tar of a layer that was made here is written anew each time it is needed: it is a
/// function of the snapshot and of what lies below it. Layers that came from elsewhere keep their blob.
package struct LayerTars: Sendable {
    private let store: ImageStore

    package init(store: ImageStore) {
        self.store = store
    }

    /// What is known of a snapshot's tar; it is written and hashed now if it never was.
    ///
    /// - Parameter compression: what its blob will be needed in soon: it is made in the same pass.
    package func record(
        of snapshot: Snapshot, compressing compression: LayerCompression? = nil
    ) throws(BuildError) -> LayerRecord {
        if let diffID = snapshot.diffID, let known = try store.images.layers([diffID]).first { return known }
        guard let compression else { return try record(snapshot, writingTo: DiscardingSink()) }
        let progress = try LayerBlobFile.InProgress(in: store.workDirectory)
        let output = try LayerOutput(of: store, compression, into: progress)
        let record = try record(snapshot, writingTo: output.sink)
        let result = try output.result(of: record.diffID)
        try store.compressions.record(result, of: compression, for: record.diffID)
        store.madeBlobs.add(result, LayerBlobFile(progress, result), of: record.diffID, compression)
        return record
    }

    private func record(_ snapshot: Snapshot, writingTo sink: any ByteSink) throws(BuildError) -> LayerRecord {
        let tar = HashingSink(sink)
        var contents = LayerContents()
        // Files are read on one thread and hashed on another.
        try readingStream { stream throws(BuildError) in
            contents = try writeSnapshot(snapshot, to: stream)
        } _: { source throws(BuildError) in
            try source.readAll(tar.write)
        }
        try tar.finish()
        let record = LayerRecord(diffID: tar.digest, fileBytes: contents.fileBytes, files: Int64(contents.files))
        try store.snapshots.record(record, of: snapshot)
        return record
    }

    /// Writes the uncompressed tar of a layer and verifies it against its diff ID; `sink` is finished.
    ///
    /// - Throws: `corrupt` if the bytes are not what they were when the layer was recorded.
    package func write(
        _ record: LayerRecord, of snapshot: Snapshot, to sink: any ByteSink
    ) throws(BuildError) {
        let hashing = HashingSink(sink)
        if let blob = record.blob {
            try copyBlob(blob, to: hashing)
        } else {
            _ = try writeSnapshot(snapshot, to: hashing)
        }
        guard hashing.digest == record.diffID else {
            throw BuildError(
                .corrupt, "layer \(record.diffID) has changed in the store: it is now \(hashing.digest)",
                help: BuildError.repairHelp)
        }
        try hashing.finish()
    }

    private func writeSnapshot(_ snapshot: Snapshot, to sink: any ByteSink) throws(BuildError) -> LayerContents {
        let directories = try store.snapshots.lowerDirectories(of: snapshot).map { FilePath($0) }
        return try LayerWriter().write(upper: directories[0], lowers: Array(directories.dropFirst()), to: sink)
    }

    /// Passes a blob's uncompressed bytes on, decompressing on a thread of its own.
    private func copyBlob(_ blob: Descriptor, to sink: any ByteSink) throws(BuildError) {
        let descriptor = try store.blobs.open(blob.digest)
        defer { try? descriptor.close() }
        do throws(BuildError) {
            try readingAhead(of: try decompressing(FileSource(descriptor))) { source throws(BuildError) in
                try source.readAll(sink.write)
            }
        } catch {
            throw error.withRepairHelp
        }
    }
}
