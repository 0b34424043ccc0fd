package import Diagnostics
import Glibc
package import ImageModel
package import Layers
package import SystemPackage

/// A blob that can be read while it is brought into the store: readers wait for what has not come yet.
///
/// It is the store as those see it who bring it. Readers see its end only once it is verified; until then its bytes are as
/// trustworthy as their source.
package final class ArrivingBlob: BlobStore {
    private let blob: Descriptor
    private let blobs: DirectoryBlobStore
    private let state = Monitor(State())

    private struct State {
        /// Where the bytes are; nil before the first.
        var file: OpenFile?
        /// How many of them there are.
        var size: Int64 = 0
        /// How often it was begun.
        var attempts = 0
        var end: End?
    }

    private enum End {
        case complete
        case failed
    }

    package init(_ blob: Descriptor, into blobs: DirectoryBlobStore) {
        self.blob = blob
        self.blobs = blobs
    }

    /// Whether what came first was wrong, so that it was begun anew.
    package var isRepeated: Bool { state.change { $0.attempts > 1 } }

    /// Ends the wait of readers: the blob is in the store, whoever brought it.
    package func succeed() throws(BuildError) {
        let file = OpenFile(taking: try blobs.open(blob.digest))
        state.change { state in
            if state.end == nil { (state.file, state.size) = (file, blob.size) }
            state.end = .complete
        }
    }

    /// Ends the wait of readers, who fail.
    package func fail() {
        state.change { $0.end = .failed }
    }

    /// Reads the blob from its beginning. Reading blocks.
    ///
    /// Reading throws `interrupted` if the rest does not come, or the blob is begun anew.
    package func source() -> any ByteSource {
        ArrivingBlobSource(self, attempt: state.change { max($0.attempts, 1) })
    }

    fileprivate func read(
        at position: Int64, attempt: Int, into buffer: UnsafeMutableRawBufferPointer
    ) throws(BuildError) -> Int {
        let (file, size) = try waitForBytes(after: position, attempt)
        guard size > position else { return 0 }
        let count = Int(min(size - position, Int64(buffer.count)))
        return try SystemCall.run(.store, "blob \(blob.digest) can't be read") {
            pread(file.descriptor.rawValue, buffer.baseAddress, count, off_t(position))
        }
    }

    private func waitForBytes(after position: Int64, _ attempt: Int) throws(BuildError) -> (OpenFile, size: Int64) {
        let found = state.wait { state -> (OpenFile, Int64)?? in
            if state.end == .failed || state.attempts > attempt { return .some(nil) }
            guard let file = state.file, state.size > position || state.end == .complete else { return nil }
            return (file, state.size)
        }
        guard let found else { throw BuildError(.interrupted, "blob \(blob.digest) did not arrive") }
        return found
    }

    // MARK: The store for those who bring it

    package func size(of digest: Digest) throws(BuildError) -> Int64? { try blobs.size(of: digest) }

    package func open(_ digest: Digest) throws(BuildError) -> FileDescriptor { try blobs.open(digest) }

    package func makeWriter() throws(BuildError) -> any BlobWriter { try blobs.makeWriter() }

    package func makeWriter(of blob: Descriptor, _ partial: inout PartialBlob) throws(BuildError) -> any BlobWriter {
        guard blob.digest == self.blob.digest else { return try blobs.makeWriter(of: blob, &partial) }
        let writer = try blobs.makeFileWriter(of: blob, &partial)
        let (file, size) = (try writer.reading(), partial.size)
        state.change { state in
            state = State(file: file, size: size, attempts: state.attempts + 1)
        }
        return ArrivingBlobWriter(writer, self)
    }

    fileprivate func arrived(_ count: Int) {
        state.change { $0.size += Int64(count) }
    }

    fileprivate func verified() {
        state.change { $0.end = .complete }
    }
}

/// Writes a blob and says so to its readers.
private final class ArrivingBlobWriter: BlobWriter {
    private let writer: FileBlobWriter
    private let arriving: ArrivingBlob

    init(_ writer: FileBlobWriter, _ arriving: ArrivingBlob) {
        self.writer = writer
        self.arriving = arriving
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(BuildError) {
        try writer.write(bytes)
        arriving.arrived(bytes.count)
    }

    func commit(expecting expected: Descriptor?) throws(BuildError) -> (digest: Digest, size: Int64) {
        try writer.commit(expecting: expected)
    }

    func commit(_ blob: Descriptor, hashed partial: PartialBlob) throws(BuildError) {
        // The readers' work goes on while the disk is waited for.
        if writer.has(blob, hashed: partial) { arriving.verified() }
        try writer.commit(blob, hashed: partial)
    }

    func cancel() { writer.cancel() }

    func discard() { writer.discard() }
}

/// One reader's place in an arriving blob.
private final class ArrivingBlobSource: ByteSource {
    private let arriving: ArrivingBlob
    private let attempt: Int
    private var position: Int64 = 0

    init(_ arriving: ArrivingBlob, attempt: Int) {
        self.arriving = arriving
        self.attempt = attempt
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(BuildError) -> Int {
        let count = try arriving.read(at: position, attempt: attempt, into: buffer)
        position += Int64(count)
        return count
    }
}
