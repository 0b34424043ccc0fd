import Diagnostics
import Glibc
import ImageModel
import Layers
import Store
import SystemPackage

/// A store in a directory of its own, as a process in namespaces opens it; removed at the end.
func withStore<Result>(_ body: (ImageStore) throws -> Result) throws -> Result {
    try withDirectory { path in
        let store = try openStore(path)
        defer { store.close() }
        return try body(store)
    }
}

func openStore(_ path: String, idMap: String = "0 0 4294967295") throws(BuildError) -> ImageStore {
    try ImageStore(at: StoreDirectory(path: path), idMap: idMap)
}

func withDirectory<Result>(_ body: (String) throws -> Result) throws -> Result {
    let path = try makeDirectory()
    defer { removeTree(path) }
    return try body(path)
}

func withDirectory<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    let path = try makeDirectory()
    defer { removeTree(path) }
    return try await body(path)
}

private func makeDirectory() throws -> String {
    var template = Array("/tmp/pith-store-test.XXXXXX".utf8CString)
    guard let path = mkdtemp(&template).map({ String(cString: $0) }) else { throw Failure(code: errno) }
    return path
}

struct Failure: Error {
    let code: Int32
}

func removeTree(_ path: String) {
    let path = FilePath(path)
    guard let name = path.lastComponent else { return }
    try? RootedDirectory(path.removingLastComponent()).removeTree(FilePath("/").appending(name))
}

func write(_ text: String, to path: String) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    guard descriptor >= 0 else { throw Failure(code: errno) }
    defer { close(descriptor) }
    let bytes = Array(text.utf8)
    guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else { throw Failure(code: errno) }
}

func key(_ name: String) -> Digest { Digest(of: name.utf8) }

func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

extension ImageStore {
    /// A snapshot with one file of that name and content.
    func makeSnapshot(_ name: String, on parent: Snapshot? = nil) throws -> Snapshot {
        let tree = try snapshots.begin(on: parent)
        try write(name, to: "\(tree.upper)/\(name)")
        return try snapshots.commit(tree, key: key(name), cacheKeys: [key(name)])
    }

    /// An image of those snapshots, kept under a name.
    func makeImage(_ snapshot: Snapshot, named name: String) throws -> StoredImage {
        let tars = LayerTars(store: self)
        let layers = try snapshots.chain(of: snapshot).reversed().map { try tars.record(of: $0) }
        var config = ImageConfig(platform: .host)
        config.diffIDs = layers.map(\.diffID)
        let image = try StoredImage(config: config, snapshot: snapshot, layers: layers)
        try images.keep(image, names: [try ImageReference(parsing: name)])
        return image
    }
}
