package import Diagnostics

/// How a layer is compressed (OCI image specification, "Layer media types").
package enum CompressionFormat: Sendable, Hashable, CaseIterable {
    case none
    /// RFC 1952.
    case gzip
    /// RFC 8878.
    case zstd

    /// The format that a stream's first bytes tell.
    package init(sniffing start: UnsafeRawBufferPointer) {
        if start.starts(with: [0x1F, 0x8B]) {
            self = .gzip
        } else if start.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) {
            self = .zstd
        } else {
            self = .none
        }
    }

    /// The levels that there are, from fast to small, as docker numbers them.
    package var levels: ClosedRange<Int> {
        switch self {
        case .none: 0...0
        case .gzip: 0...9
        case .zstd: 0...22
        }
    }

    /// A sink that compresses in this format into `sink`, with Pith's own settings, which decide the digests of layers.
    ///
    /// - Parameter level: one of `levels`; nil for Pith's own choice.
    /// - Throws: `store` if no thread can be started.
    package func compressing(into sink: any ByteSink, level: Int? = nil) throws(BuildError) -> any ByteSink {
        switch self {
        case .none: sink
        case .gzip: try ParallelGzipSink(sink, level: DeflateLevel(gzip: level))
        case .zstd: try ZstdSink(sink, level: level)
        }
    }
}

/// What a source gives once it is decompressed, the format told by its first bytes.
package func decompressing(_ source: any ByteSource) throws(BuildError) -> any ByteSource {
    let buffered = BufferedSource(source)
    _ = try buffered.fill(4)
    return switch CompressionFormat(sniffing: buffered.available) {
    case .none: buffered
    case .gzip: GzipSource(buffered)
    case .zstd: try ZstdSource(buffered)
    }
}

/// What a source in a known format gives once it is decompressed; other bytes are `corrupt` as they are read.
package func decompressing(
    _ source: any ByteSource, format: CompressionFormat
) throws(BuildError) -> any ByteSource {
    switch format {
    case .none: source
    case .gzip: GzipSource(BufferedSource(source))
    case .zstd: try ZstdSource(BufferedSource(source))
    }
}

/// How many threads compress at the same time; more would not fit the memory that a build may take.
let compressionThreadCount = 8
