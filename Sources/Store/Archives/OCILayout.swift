package import Diagnostics
package import ImageModel
import Layers
package import SystemPackage

/// Images in a directory (OCI image specification, "Image Layout").
package struct OCILayout: ManifestSource {
    let directory: FilePath
    let root: RootedDirectory

    /// Opens a layout.
    ///
    /// - Parameter directory: absolute; holds `index.json` and `blobs`.
    /// - Throws: `notFound`.
    package init(_ directory: FilePath) throws(BuildError) {
        self.directory = directory
        root = try RootedDirectory(directory, failureCode: .notFound)
    }

    /// The image of that name, a tag or a full name; without one the only image, or the one called `latest`.
    ///
    /// - Throws: `notFound` if the directory is no layout; `imageNotFound` with the names there are; `usage` if several
    ///   could be meant; `corrupt`.
    package func image(_ name: ManifestName?) async throws(BuildError) -> ManifestBlob {
        try await blockingThread { () throws(BuildError) in try reader().image(name) }
    }

    /// All images with their names, in the index's order.
    ///
    /// - Throws: `notFound` if the directory is no layout; `corrupt`.
    package func images() async throws(BuildError) -> [ArchivedImage] {
        try await blockingThread { () throws(BuildError) in try reader().images() }
    }

    package func manifest(_ name: ManifestName) async throws(BuildError) -> ManifestBlob? {
        try await blockingThread { () throws(BuildError) in try reader().manifest(name) }
    }

    package func read(
        _ blob: Descriptor, _ take: (UnsafeRawBufferPointer) throws(BuildError) -> Void
    ) async throws(BuildError) {
        guard let content = try content(of: blob.digest) else {
            throw BuildError(.corrupt, "\(what) can't be read: blob \(blob.digest) is missing")
        }
        try await content.read(as: blob, take)
    }

    func content(of digest: Digest) throws(BuildError) -> BlobContent? {
        try file(FilePath("blobs/sha256/\(digest.hex)")).map { .file($0) }
    }

    var what: String { "OCI layout '\(directory)'" }

    private func reader() throws(BuildError) -> LayoutReader {
        guard let file = try file("index.json") else {
            throw BuildError(.notFound, "\(what) can't be read: it has no 'index.json'")
        }
        let bytes = try BlobContent.file(file).document("'index.json' of \(what)")
        return LayoutReader(
            what: what, index: try LayoutIndex(bytes, what: "'index.json' of \(what)"), content: content(of:))
    }

    /// A file of the layout; nil if there is none. Opening waits for nobody, should a FIFO have the name.
    func file(_ path: FilePath) throws(BuildError) -> FileSection? {
        let file: OpenFile
        do throws(BuildError) {
            file = try root.open(path, options: .nonBlocking)
        } catch {
            if error.underlying as? Errno == .noSuchFileOrDirectory { return nil }
            throw error
        }
        guard let section = try FileSection(file) else {
            throw BuildError(.corrupt, "\(what) can't be read: '\(path)' is not a file")
        }
        return section
    }
}
