package import Diagnostics
import Glibc
package import ImageModel
package import Layers
package import SystemPackage

/// Images in one tar: an OCI image layout (OCI image specification, "Image Layout"), an archive of `docker save`, or
/// both in one. May be compressed; entries may come in any order.
package struct ImageArchive: ManifestSource {
    /// The images, in the order of the archive's own list.
    package let images: [ArchivedImage]
    private let reader: LayoutReader

    /// Opens an archive.
    ///
    /// - Parameters:
    ///   - path: a file or a pipe.
    ///   - temporaryDirectory: where what can't be read in any order, a pipe or a compressed archive, is unpacked into
    ///     a file without a name.
    /// - Throws: `notFound`; `corrupt` if it is no archive of images; `diskFull`.
    package static func open(
        _ path: FilePath, temporaryDirectory: FilePath
    ) async throws(BuildError) -> ImageArchive {
        try await blockingThread { () throws(BuildError) in
            let descriptor = try SystemCall.run(.notFound, "archive '\(path)' can't be opened") {
                path.withPlatformString { Glibc.open($0, O_RDONLY | O_CLOEXEC) }
            }
            let file = OpenFile(taking: FileDescriptor(rawValue: descriptor))
            return try ImageArchive(file, name: "'\(path)'", temporaryDirectory: temporaryDirectory)
        }
    }

    /// Reads an archive from an open file, such as standard input, on the calling thread.
    ///
    /// - Parameter name: names it in messages: `standard input`.
    package init(_ file: OpenFile, name: String, temporaryDirectory: FilePath) throws(BuildError) {
        let files = try ArchiveIndex(
            try UnpackedArchive.section(of: file, name: name, temporaryDirectory: temporaryDirectory))
        let list = files.file("manifest.json")
        if let index = files.file("index.json"), files.file("oci-layout") != nil {
            reader = try Self.layout(files, index: index, list: list, name: name)
        } else if let list {
            let archive = try DockerArchiveReader(files, list: list)
            let contents = archive.contents
            reader = LayoutReader(
                what: "archive \(name)", index: LayoutIndex(entries: archive.entries), content: { contents[$0] })
        } else {
            throw BuildError(
                .corrupt,
                "archive \(name) can't be read: it has neither 'index.json' with 'oci-layout' nor 'manifest.json'")
        }
        images = try reader.images()
    }

    /// The image of that name, a tag or a full name; without one the only image, or the one called `latest`.
    ///
    /// - Throws: `imageNotFound` with the names there are; `usage` if several could be meant; `corrupt`.
    package func image(_ name: ManifestName?) throws(BuildError) -> ManifestBlob {
        try reader.image(name)
    }

    package func manifest(_ name: ManifestName) async throws(BuildError) -> ManifestBlob? {
        try reader.manifest(name)
    }

    package func read(
        _ blob: Descriptor, _ take: (UnsafeRawBufferPointer) throws(BuildError) -> Void
    ) async throws(BuildError) {
        try await reader.read(blob, take)
    }

    /// The OCI layout in an archive. Docker names images in its own list where the index has no annotations; there they
    /// are told by their configs.
    private static func layout(
        _ files: ArchiveIndex, index: FileSection, list: FileSection?, name: String
    ) throws(BuildError) -> LayoutReader {
        let what = "archive \(name)"
        let bytes = try BlobContent.file(index).document("'index.json' of \(what)")
        let reader = LayoutReader(what: what, index: try LayoutIndex(bytes, what: "'index.json' of \(what)")) {
            digest in
            files.file("blobs/sha256/\(digest.hex)").map { .file($0) }
        }
        guard let list else { return reader }
        var manifests = [String: Descriptor]()
        for image in try reader.images() where image.manifest.descriptor.mediaType.isManifest {
            manifests["blobs/sha256/\(try image.manifest.image().config.digest.hex)"] = image.manifest.descriptor
        }
        var names = [(name: ImageReference, manifest: Descriptor)]()
        for item in try DockerArchiveItem.read(.file(list)) {
            guard let manifest = manifests[item.config] else { continue }
            names += try item.references().map { ($0, manifest) }
        }
        var index = reader.index
        index.add(names)
        return LayoutReader(what: what, index: index, content: reader.content)
    }
}
