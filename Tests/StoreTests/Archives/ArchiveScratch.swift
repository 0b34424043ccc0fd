import Diagnostics
import Glibc
import ImageModel
import Layers
import SystemPackage

@testable import Store

/// A directory of one test's own, gone with it, in which judges run.
final class ArchiveScratch: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/pith-archive-test.XXXXXX".utf8CString)
        guard let path = mkdtemp(&template).map({ String(cString: $0) }) else { throw Failure(code: errno) }
        self.path = path
        mkdir("\(path)/temporary", 0o700)
    }

    deinit { system("rm -rf '\(path)'") }

    subscript(_ name: String) -> FilePath { FilePath("\(path)/\(name)") }

    /// Runs a shell command in the directory.
    ///
    /// - Returns: what it wrote, standard error included.
    /// - Throws: `JudgeFailure` for any status but 0, 127 for a judge that is not installed.
    @discardableResult
    func run(_ command: String) throws -> String {
        guard let pipe = popen("cd '\(path)' && { set -e\n\(command)\n} 2>&1", "r") else {
            throw Failure(code: errno)
        }
        var output = [UInt8]()
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while case let count = fread(&buffer, 1, buffer.count, pipe), count > 0 { output += buffer[..<count] }
        let status = pclose(pipe)
        let text = String(decoding: output, as: UTF8.self)
        guard status == 0 else { throw JudgeFailure(command: command, status: status, output: text) }
        return text
    }

    /// Lines that a shell command writes.
    func lines(_ command: String) throws -> [String] {
        try run(command).split(separator: "\n").map(String.init)
    }

    func open(_ name: String) async throws(BuildError) -> ImageArchive {
        try await ImageArchive.open(self[name], temporaryDirectory: self["temporary"])
    }

    /// A store in the directory, closed at the end.
    func withStore<Value>(_ body: (ImageStore) async throws -> Value) async throws -> Value {
        let store = try openStore("\(path)/store")
        defer { store.close() }
        return try await body(store)
    }

    /// Writes an archive of images of a store.
    func save(
        _ name: String, form: ImageArchiveWriter.Form = .oci,
        _ images: [(image: ArchivedImage, source: any ManifestSource)]
    ) async throws {
        let file = try FileDescriptor.open(
            self[name], .writeOnly, options: [.create, .truncate], permissions: .ownerReadWrite)
        defer { try? file.close() }
        try await ImageArchiveWriter(form: form).write(images, to: FileSink(file))
    }

    /// Writes a tar of files and links as they are given, whatever they are.
    func write(_ name: String, _ entries: [(TarEntry, [UInt8])]) throws {
        let file = try FileDescriptor.open(
            self[name], .writeOnly, options: [.create, .truncate], permissions: .ownerReadWrite)
        defer { try? file.close() }
        let sink = FileSink(file)
        let tar = TarWriter(sink)
        for (entry, content) in entries {
            try tar.append(entry)
            try content.withUnsafeBytes { try tar.write($0) }
        }
        try tar.finish()
        try sink.finish()
    }
}

struct JudgeFailure: Error {
    let command: String
    let status: Int32
    let output: String
}

func entry(_ path: String, _ text: String) -> (TarEntry, [UInt8]) { entry(path, Array(text.utf8)) }

func entry(_ path: String, _ content: [UInt8]) -> (TarEntry, [UInt8]) {
    (TarEntry(path: Array(path.utf8), kind: .file, mode: 0o644, size: Int64(content.count)), content)
}

func link(_ path: String, to target: String, _ kind: TarEntry.Kind = .symbolicLink) -> (TarEntry, [UInt8]) {
    (TarEntry(path: Array(path.utf8), kind: kind, mode: 0o777, linkTarget: Array(target.utf8)), [])
}

extension ImageStore {
    /// An image of two layers that is called `app:1`.
    func makeTwoLayerImage() throws -> StoredImage {
        try makeImage(try makeSnapshot("b", on: try makeSnapshot("a")), named: "app:1")
    }

    /// An image as a source, called by these names.
    func exported(
        _ image: StoredImage, _ names: String..., compression: LayerCompression = .gzip
    ) async throws -> (image: ArchivedImage, source: any ManifestSource) {
        let source = try await StoredImageSource.prepare(image, of: self, compression: compression)
        let names = try names.map { try ImageReference(parsing: $0) }
        return (ArchivedImage(names: names, manifest: source.manifest), source)
    }
}

extension ManifestSource {
    /// A blob, read whole.
    func bytes(_ blob: Descriptor) async throws -> [UInt8] {
        var bytes = [UInt8]()
        try await read(blob) { bytes.append(contentsOf: $0) }
        return bytes
    }

    /// The digests of an image's config and of what its layers unpack to.
    func identity(of manifest: ManifestBlob) async throws -> (config: Digest, layers: [Digest]) {
        let image = try manifest.image()
        var layers = [Digest]()
        for layer in image.layers {
            let source = HashingSource(try decompressing(MemorySource(try await bytes(layer))))
            var buffer = [UInt8](repeating: 0, count: 64 << 10)
            while try buffer.withUnsafeMutableBytes({ try source.read(into: $0) }) > 0 {}
            layers.append(source.digest)
        }
        _ = try await bytes(image.config)
        return (image.config.digest, layers)
    }
}

/// Bytes in memory as a source.
private final class MemorySource: ByteSource {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) {
        rest = bytes[...]
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let part = rest.prefix(buffer.count)
        buffer.copyBytes(from: part)
        rest = rest.dropFirst(part.count)
        return part.count
    }
}
