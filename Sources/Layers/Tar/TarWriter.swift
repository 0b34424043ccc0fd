package import Diagnostics

/// Writes a tar archive: ustar headers, and a pax extended header before an entry that does not fit into one
/// (POSIX.1-2017, pax). The same entries always give the same bytes.
package final class TarWriter {
    private let sink: any ByteSink
    /// What is still to come of the current entry's content, and the padding after it.
    private var remaining: Int64 = 0
    private var padding = 0

    /// - Parameter sink: takes the archive; finishing it is its owner's.
    package init(_ sink: any ByteSink) {
        self.sink = sink
    }

    /// Writes an entry's header; a file's content follows by `write`.
    ///
    /// - Throws: `internalError` if the entry before has not got all its content; what the sink throws.
    package func append(_ entry: TarEntry) throws(BuildError) {
        guard remaining == 0 else {
            throw BuildError(.internalError, "'\(entry.name)' can't be written: the entry before is not complete")
        }
        let size = entry.kind == .file ? entry.size : 0
        let header = TarHeaderEncoder(entry, size: size)
        let records = header.paxRecords
        if !records.isEmpty {
            try sink.write(TarHeaderEncoder.extendedHeader(for: entry, size: Int64(records.count)))
            try sink.write(records)
            try pad(TarHeader.padding(after: Int64(records.count)))
        }
        try sink.write(header.block)
        remaining = size
        padding = TarHeader.padding(after: size)
    }

    /// Writes the next bytes of the current entry's content.
    ///
    /// - Throws: `internalError` for more bytes than the entry's size; what the sink throws.
    package func write(_ bytes: UnsafeRawBufferPointer) throws(BuildError) {
        guard bytes.count <= remaining else {
            throw BuildError(.internalError, "content can't be written: it is longer than the entry says")
        }
        try sink.write(bytes)
        remaining -= Int64(bytes.count)
        if remaining == 0 { try pad(padding) }
    }

    /// Writes the end of the archive: two blocks of zeros.
    ///
    /// - Throws: `internalError` if the last entry has not got all its content; what the sink throws.
    package func finish() throws(BuildError) {
        guard remaining == 0 else {
            throw BuildError(.internalError, "archive can't be ended: the last entry is not complete")
        }
        try pad(2 * TarHeader.blockSize)
    }

    private func pad(_ count: Int) throws(BuildError) {
        if count > 0 { try sink.write([UInt8](repeating: 0, count: count)) }
    }
}
