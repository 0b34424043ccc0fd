import Diagnostics
import Glibc
import ImageModel
import Store

/// As `withDirectory`, in parts: what one has opened is closed before the next, as if by the end of its process.
func withDirectory(
    _ first: (String) throws -> Void, then second: (String) throws -> Void,
    then third: (String) throws -> Void = { _ in }
) throws {
    try withDirectory { path in
        try first(path)
        try second(path)
        try third(path)
    }
}

/// What `du` says a directory takes, in bytes.
func diskUsage(of directory: String) throws -> Int64 {
    let output = try run("du -s -x --block-size=1 '\(directory)'")
    guard let bytes = output.split(separator: "\t").first.flatMap({ Int64($0) }) else { throw Failure(code: EINVAL) }
    return bytes
}

/// What a shell command prints; one that fails is an error.
@discardableResult
func run(_ command: String) throws -> String {
    guard let pipe = popen(command, "re") else { throw Failure(code: errno) }
    var output = [UInt8]()
    var chunk = [UInt8](repeating: 0, count: 4096)
    while case let count = fread(&chunk, 1, chunk.count, pipe), count > 0 { output += chunk[..<count] }
    guard pclose(pipe) == 0 else { throw Failure(code: EINVAL) }
    return String(decoding: output, as: UTF8.self)
}

extension ImageStore {
    /// A snapshot with what `body` puts into its directory.
    func commit(_ name: String, on parent: Snapshot? = nil, _ body: (String) throws -> Void) throws -> Snapshot {
        let tree = try snapshots.begin(on: parent)
        try body(tree.upper)
        return try snapshots.commit(tree, key: key(name), cacheKeys: [key(name)])
    }

    /// The numbers of the snapshot directories that are there.
    func trees() throws -> Set<Int64> {
        Set(try run("ls '\(directory.snapshots)'").split(separator: "\n").compactMap { Int64($0) })
    }

    /// The names of the blobs that are there.
    func blobNames() throws -> Set<String> {
        Set(try run("ls '\(directory.blobs)'").split(separator: "\n").map(String.init))
    }
}

extension PruneRequest {
    static let cache = PruneRequest(cache: CacheSelection())
    static let everything = PruneRequest(images: ImageSelection(.all), cache: CacheSelection())
}

/// Gives a store that many empty snapshots, ten on top of each other, with records as builds leave them.
func addSnapshots(_ count: Int, to path: String) throws {
    try openStore(path).close()
    try run("cd '\(path)/snapshots' && seq \(count) | xargs mkdir")
    let numbers = "WITH RECURSIVE numbers (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < \(count))"
    try run(
        """
        sqlite3 '\(path)/pith.db' \
            '\(numbers) INSERT INTO snapshots (id, parent, key, created)
                SELECT i, CASE i % 10 WHEN 1 THEN NULL ELSE i - 1 END, randomblob(32), 1000 FROM numbers' \
            'INSERT INTO cache SELECT key, id, 1000 + id FROM snapshots'
        """)
}
