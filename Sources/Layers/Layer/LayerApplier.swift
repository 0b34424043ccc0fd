package import Diagnostics
package import SystemPackage

/// Unpacks a layer's tar into an overlay's upper directory (OCI image layer specification, "Applying Changesets").
///
/// The directory then is what a step would have left there: whiteouts are character devices 0:0, opaque directories
/// carry `user.overlay.opaque`. Nothing in the tar reaches outside the directory.
package struct LayerApplier {
    private let maximumSize: Int64
    private let times: FileTimes?

    /// - Parameters:
    ///   - maximumSize: the most bytes that the uncompressed tar may have.
    ///   - times: what becomes of the times of files; nil leaves them theirs.
    package init(maximumSize: Int64, times: FileTimes? = nil) {
        self.maximumSize = maximumSize
        self.times = times
    }

    /// Unpacks a layer, in any compression, reading its source to the end.
    ///
    /// - Parameters:
    ///   - upper: an empty directory; after an error it holds a part of the layer.
    ///   - lowers: the upper directories of the layers below, top first. Directories that the tar takes for granted,
    ///     and targets of hard links, are copied up from them.
    /// - Throws: `corrupt` for a damaged, hostile or too large archive; `diskFull`; `store` for a failed system call,
    ///   such as a device node that this user may not make, outside `/dev`.
    package func apply(
        _ source: any ByteSource, upper: FilePath, lowers: [FilePath]
    ) throws(BuildError) -> AppliedLayer {
        // Three threads: decompressing takes the longest, then what the kernel does for each file, then hashing.
        try readingAhead(of: try decompressing(source)) { source throws(BuildError) in
            let stream = HashingSource(source, limit: maximumSize)
            let contents = try readingAhead(of: stream) { source throws(BuildError) in
                try unpack(TarReader(source), into: try LayerTree(upper: upper, lowers: lowers))
            }
            return AppliedLayer(contents: contents, diffID: stream.digest)
        }
    }

    private func unpack(_ reader: TarReader, into tree: LayerTree) throws(BuildError) -> LayerContents {
        var contents = LayerContents()
        while var entry = try reader.next() {
            if let times { entry.modified = times.time(of: entry) }
            contents.count(entry)
            guard contents.entries <= LayerApplier.maximumEntries else {
                throw BuildError(.corrupt, "layer can't be unpacked: it has too many entries")
            }
            try tree.add(entry, content: reader)
        }
        try tree.finish()
        try reader.drain()
        return contents
    }

    private static let maximumEntries = 10_000_000
}
