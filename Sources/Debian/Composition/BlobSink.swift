import Diagnostics
import ImageModel
import Layers

/// Writes to a blob.
final class BlobSink: ByteSink {
    private let writer: any BlobWriter

    init(_ writer: any BlobWriter) { self.writer = writer }

    func write(_ bytes: UnsafeRawBufferPointer) throws(BuildError) { try writer.write(bytes) }

    func finish() {}
}
