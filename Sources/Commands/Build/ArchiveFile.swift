import Diagnostics
import Glibc
import ImageModel
import Layers
import Store
import SystemPackage

/// An archive of images in a file of the user's.
enum ArchiveFile {
    /// Writes images to a file, which appears when it is whole, or to standard output for `-`.
    ///
    /// - Parameter images: each with its names; one of several platforms as all of its images.
    /// - Throws: `usage` if the file can't be made, `diskFull`, `corrupt`.
    static func write(
        _ images: [(images: [StoredImage], names: [ImageReference])], as form: ArchiveForm, of store: ImageStore,
        to path: String
    ) async throws {
        var contents = [(image: ArchivedImage, source: any ManifestSource)]()
        for (images, names) in images {
            let image = try await PreparedImage.prepare(images, of: store, compression: form.usualCompression)
            contents.append((ArchivedImage(names: names, manifest: image.manifest), image.source))
        }
        try await write(contents, as: form, to: path)
    }

    /// Writes images from wherever they are.
    static func write(
        _ images: [(image: ArchivedImage, source: any ManifestSource)], as form: ArchiveForm, to path: String
    ) async throws {
        let writer = ImageArchiveWriter(form: form == .docker ? .docker : .oci)
        try await NewFile.write(to: path) { sink in try await writer.write(images, to: sink) }
    }
}

/// A large file of the user's.
enum NewFile {
    /// Writes a file, as `PendingFile` does, or standard output for `-`; `body` finishes the sink.
    ///
    /// - Throws: `usage` if the file can't be made; what `body` throws.
    static func write(
        to path: String, _ body: (any ByteSink) async throws -> Void
    ) async throws {
        if path == "-" { return try await body(FileSink(FileDescriptor(rawValue: STDOUT_FILENO))) }
        let file = try PendingFile(path)
        try await body(FileSink(FileDescriptor(rawValue: file.descriptor)))
        try file.sync()
        try file.finish()
    }
}
