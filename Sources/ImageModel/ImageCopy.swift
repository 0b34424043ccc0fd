package import Diagnostics

/// Copies images from one place to another, byte for byte: blobs first, then the manifests that point at them.
package struct ImageCopy: Sendable {
    private let source: any ManifestSource
    private let sink: any ManifestSink
    private let platform: Platform?
    private let parallelism: Int
    private let progress: @Sendable (_ blob: Descriptor, _ byteCount: Int64) -> Void

    /// - Parameters:
    ///   - platform: which image of an index is copied, without the index; nil for the index and all that it lists.
    ///   - parallelism: how many blobs are copied at the same time.
    ///   - progress: is told how many bytes of a blob have gone so far, all of them if it is there already. Called from
    ///     several threads.
    package init(
        from source: any ManifestSource, to sink: any ManifestSink, platform: Platform? = nil, parallelism: Int = 3,
        progress: @escaping @Sendable (_ blob: Descriptor, _ byteCount: Int64) -> Void = { _, _ in }
    ) {
        self.source = ReportingSource(source: source, report: progress)
        self.sink = sink
        self.platform = platform
        self.parallelism = parallelism
        self.progress = progress
    }

    /// Copies an image.
    ///
    /// - Parameters:
    ///   - image: its manifest or index, as the source has it.
    ///   - name: what the sink keeps it as; nil for its digest only.
    /// - Returns: the manifest or index that has the name now.
    /// - Throws: `imageNotFound` if there is none for the platform; `corrupt`; what source and sink throw.
    package func copy(_ image: ManifestBlob, as name: ManifestName?) async throws(BuildError) -> Descriptor {
        var image = image
        if let platform { image = try await source.manifest(for: platform, of: image) }
        let contents = try await ImageContents(of: image, from: source)
        _ = try await concurrentMap(contents.blobs, limit: parallelism) { blob throws(BuildError) in
            try await copy(blob)
        }
        for manifest in contents.manifests.dropLast() { try await sink.write(manifest, as: nil) }
        try await sink.write(image, as: name)
        return image.descriptor
    }

    private func copy(_ blob: Descriptor) async throws(BuildError) {
        if try await sink.contains(blob) {
            progress(blob, blob.size)
        } else {
            try await sink.write(blob, from: source)
        }
    }
}

/// Tells how much of each blob has been read.
private struct ReportingSource: ManifestSource {
    let source: any ManifestSource
    let report: @Sendable (Descriptor, Int64) -> Void

    func manifest(_ name: ManifestName) async throws(BuildError) -> ManifestBlob? {
        try await source.manifest(name)
    }

    func file(of blob: Descriptor) async throws(BuildError) -> BlobFile? {
        try await source.file(of: blob)?.reporting { report(blob, $0) }
    }

    func read(
        _ blob: Descriptor, _ take: (UnsafeRawBufferPointer) throws(BuildError) -> Void
    ) async throws(BuildError) {
        var byteCount: Int64 = 0
        try await source.read(blob) { bytes throws(BuildError) in
            try take(bytes)
            byteCount += Int64(bytes.count)
            report(blob, byteCount)
        }
    }
}
