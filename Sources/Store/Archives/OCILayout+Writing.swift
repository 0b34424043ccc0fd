package import Diagnostics
import Glibc
package import ImageModel
import Layers
package import SystemPackage

extension OCILayout: ManifestSink {
    /// Opens a layout for writing; it is made if there is none.
    ///
    /// - Parameter directory: absolute.
    /// - Throws: `store`, `diskFull`.
    package static func make(_ directory: FilePath) async throws(BuildError) -> OCILayout {
        try await blockingThread { () throws(BuildError) in
            try makeDirectories(directory)
            let layout = try OCILayout(directory)
            try layout.updateIndex { _ in }
            return layout
        }
    }

    /// Makes a directory and those above it; others may make them at the same time.
    private static func makeDirectories(_ path: FilePath) throws(BuildError) {
        var current = FilePath("/")
        for component in path.components {
            current.append(component)
            guard mkdir(current.string, 0o755) != 0, errno != EEXIST else { continue }
            throw BuildError(Errno(rawValue: errno), .store, "directory '\(current)' can't be made")
        }
    }

    package func contains(_ blob: Descriptor) async throws(BuildError) -> Bool {
        try content(of: blob.digest)?.size == blob.size
    }

    package func write(_ blob: Descriptor, from source: any ManifestSource) async throws(BuildError) {
        let file = try NewFile(in: directory)
        do throws(BuildError) {
            let sink = FileSink(file.descriptor)
            try await source.read(blob) { bytes throws(BuildError) in try sink.write(bytes) }
            try sink.finish()
            try await blockingThread { () throws(BuildError) in try file.move(to: try path(of: blob.digest)) }
        } catch {
            file.remove()
            throw error
        }
    }

    /// A tag becomes an entry of the index in place of the one that had it, a digest an entry without a name.
    package func write(_ manifest: ManifestBlob, as name: ManifestName?) async throws(BuildError) {
        try await blockingThread { () throws(BuildError) in
            var descriptor = manifest.descriptor
            descriptor.annotations = nil
            let label: String? = if case .tag(let tag) = name { tag } else { nil }
            let entry = LayoutEntry(descriptor: descriptor, title: .init(label: label, name: nil))
            try write(manifest, entries: name == nil ? [] : [entry])
        }
    }

    /// Lists an image whose blobs are all there, under its full names.
    ///
    /// - Throws: `store`, `diskFull`, `corrupt` if the index that is there can't be read.
    package func write(_ image: ArchivedImage) async throws(BuildError) {
        try await blockingThread { () throws(BuildError) in try write(image.manifest, entries: image.entries) }
    }

    private func write(_ manifest: ManifestBlob, entries: [LayoutEntry]) throws(BuildError) {
        try replace(path(of: manifest.descriptor.digest), with: manifest.bytes)
        if entries.isEmpty { return }
        try updateIndex { index in
            for entry in entries { index.insert(entry) }
        }
    }

    /// Changes `index.json` while nobody else does, and makes what is missing of a layout. What in the index is not
    /// known here stays.
    private func updateIndex(_ change: (inout LayoutIndexDocument) throws(BuildError) -> Void) throws(BuildError) {
        // A lock belongs to an opening of the directory: each writer has one of its own, and closing it ends the lock.
        let lock = try root.open("/", options: .directory)
        try SystemCall.run(.store, "\(what) can't be locked") { flock(lock.descriptor.rawValue, LOCK_EX) }
        defer { withExtendedLifetime(lock) {} }
        try root.makeDirectories("blobs/sha256", owner: nil)
        var document = LayoutIndexDocument()
        if let file = try file("index.json") {
            let bytes = try BlobContent.file(file).document("'index.json' of \(what)")
            document = try CanonicalJSON.decode(
                LayoutIndexDocument.self, from: bytes, what: "'index.json' of \(what)")
        }
        try change(&document)
        if try file("oci-layout") == nil { try replace(try path("oci-layout"), with: LayoutIndex.layoutFile) }
        try replace(try path("index.json"), with: try CanonicalJSON.encode(document))
    }

    private func replace(_ path: FilePath, with bytes: [UInt8]) throws(BuildError) {
        let file = try NewFile(in: directory)
        do throws(BuildError) {
            let sink = FileSink(file.descriptor)
            try bytes.withUnsafeBufferPointer { buffer throws(BuildError) in
                try sink.write(UnsafeRawBufferPointer(buffer))
            }
            try sink.finish()
            try file.move(to: path)
        } catch {
            file.remove()
            throw error
        }
    }

    private func path(of digest: Digest) throws(BuildError) -> FilePath {
        try path(FilePath("blobs/sha256/\(digest.hex)"))
    }

    /// Where a file of the layout is on this machine: links in it lead nowhere else.
    private func path(_ path: FilePath) throws(BuildError) -> FilePath {
        directory.appending(try root.resolve(path).components)
    }
}

/// A file that gets its name once it is whole.
private struct NewFile: Sendable {
    private let file: OpenFile
    private let temporaryPath: String

    init(in directory: FilePath) throws(BuildError) {
        let descriptor: Int32
        (descriptor, temporaryPath) = try TemporaryFile.make(in: directory.string)
        file = OpenFile(taking: FileDescriptor(rawValue: descriptor))
    }

    var descriptor: FileDescriptor { file.descriptor }

    /// Makes the file durable, readable for all, and gives it its name.
    func move(to path: FilePath) throws(BuildError) {
        try SystemCall.run(.store, "'\(path)' can't be written") { fchmod(file.descriptor.rawValue, 0o644) }
        try SystemCall.run(.store, "'\(path)' can't be written") { fsync(file.descriptor.rawValue) }
        try SystemCall.run(.store, "'\(path)' can't be written") { rename(temporaryPath, path.string) }
    }

    func remove() {
        unlink(temporaryPath)
    }
}
