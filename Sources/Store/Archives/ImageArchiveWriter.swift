package import Diagnostics
package import ImageModel
package import Layers

/// Writes images into one tar in one pass, blobs that they share once.
package struct ImageArchiveWriter: Sendable {
    /// What the archive has beside the blobs.
    package enum Form: Hashable, Sendable {
        /// The files of an OCI image layout (OCI image specification, "Image Layout").
        case oci
        /// These, and docker's own lists, as `docker save` writes them since Docker 25. Older readers find layers by
        /// the latter; docker writes them uncompressed.
        case docker
    }

    private let form: Form

    package init(form: Form) {
        self.form = form
    }

    /// Writes an archive.
    ///
    /// - Parameters:
    ///   - images: each with the place that its manifests and blobs are read from.
    ///   - sink: takes the archive and is finished.
    /// - Throws: `usage` for an image of several platforms in docker's form; `corrupt` if an image is not complete;
    ///   what sources and sink throw.
    package func write(
        _ images: [(image: ArchivedImage, source: any ManifestSource)], to sink: any ByteSink
    ) async throws(BuildError) {
        let tar = TarWriter(sink)
        for directory in ["blobs", "blobs/sha256"] {
            try tar.append(TarEntry(path: Array(directory.utf8), kind: .directory, mode: 0o755))
        }
        var written = Set<Digest>()
        for (image, source) in images {
            if form == .docker { try checkPlatforms(of: image) }
            let contents = try await ImageContents(of: image.manifest, from: source)
            for blob in contents.blobs where written.insert(blob.digest).inserted {
                try tar.append(file(path(of: blob.digest), size: blob.size))
                try await append(blob, from: source, to: tar)
            }
            for manifest in contents.manifests where written.insert(manifest.descriptor.digest).inserted {
                try append(manifest.bytes, as: path(of: manifest.descriptor.digest), to: tar)
            }
        }
        for (name, bytes) in try lists(of: images.map(\.image)) { try append(bytes, as: name, to: tar) }
        try tar.finish()
        try sink.finish()
    }

    private func append(
        _ blob: Descriptor, from source: any ManifestSource, to tar: TarWriter
    ) async throws(BuildError) {
        // What this process has just written was hashed meanwhile, and is not hashed again.
        if let file = try await source.file(of: blob), try await file.wait(for: .max) == blob.size,
            file.digest == blob.digest
        {
            try copy(file, to: tar)
        } else {
            try await source.read(blob) { bytes throws(BuildError) in try tar.write(bytes) }
        }
    }

    private func copy(_ file: BlobFile, to tar: TarWriter) throws(BuildError) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 4096)
        defer { buffer.deallocate() }
        var position: Int64 = 0
        while position < file.size {
            if Task.isCancelled { throw BuildError(.interrupted, "an archive was not written to its end") }
            let count = try file.read(at: position, into: buffer)
            try tar.write(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            position += Int64(count)
        }
    }

    private func checkPlatforms(of image: ArchivedImage) throws(BuildError) {
        guard image.manifest.descriptor.mediaType.isIndex else { return }
        let name = image.names.first?.familiar ?? image.manifest.descriptor.digest.description
        throw BuildError(.usage, "image '\(name)' can't be written in docker's form: it has several platforms")
    }

    /// The files that list the images.
    private func lists(of images: [ArchivedImage]) throws(BuildError) -> [(name: String, bytes: [UInt8])] {
        let index = ImageIndex(manifests: images.flatMap { $0.entries.map(\.annotated) })
        var lists = [
            ("index.json", try CanonicalJSON.encode(index)), ("oci-layout", LayoutIndex.layoutFile),
        ]
        if form == .docker {
            let docker = try DockerArchiveLists(images, pathOf: path(of:))
            lists.append(("manifest.json", try CanonicalJSON.encode(docker.items)))
            lists.append(("repositories", try CanonicalJSON.encode(docker.repositories)))
        }
        return lists
    }

    private func append(_ bytes: [UInt8], as name: String, to tar: TarWriter) throws(BuildError) {
        try tar.append(file(name, size: Int64(bytes.count)))
        try bytes.withUnsafeBufferPointer { buffer throws(BuildError) in
            try tar.write(UnsafeRawBufferPointer(buffer))
        }
    }

    private func file(_ name: String, size: Int64) -> TarEntry {
        TarEntry(path: Array(name.utf8), kind: .file, mode: 0o644, size: size)
    }

    private func path(of digest: Digest) -> String { "blobs/sha256/\(digest.hex)" }
}
