package import Diagnostics

/// What a source gives once it is decompressed, if it is compressed in one of the ways that `ADD` and contexts know: gzip,
/// bzip2, xz or zstd, told by its first bytes.
///
/// - Throws: `corrupt` for compressed data of no known form; what the source throws.
package func decompressingArchive(_ source: any ByteSource) throws(BuildError) -> any ByteSource {
    let buffered = BufferedSource(source)
    _ = try buffered.fill(6)
    let start = buffered.available
    if start.starts(with: "BZh".utf8) { return try Bzip2Source(buffered) }
    if start.starts(with: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]) { return try XZSource(buffered) }
    return try decompressing(buffered, format: CompressionFormat(sniffing: start))
}
