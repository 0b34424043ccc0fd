import Diagnostics
import Glibc
import ImageModel
import Layers
import SystemPackage

/// Reads all blobs and holds them against their digests, and against the records that refer to them.
struct BlobCheck {
    let store: ImageStore
    private(set) var damages: [Damage] = []
    private(set) var count = 0
    private(set) var byteCount: Int64 = 0

    init(store: ImageStore) {
        self.store = store
    }

    /// - Parameter progress: is told how many bytes have been read, of how many.
    mutating func run(_ progress: (Int64, Int64) -> Void) throws(BuildError) {
        let names = try DirectoryListing.names(in: store.directory.blobs).sorted()
        let total = names.reduce(0) { $0 + (size(of: $1) ?? 0) }
        for name in names {
            guard let digest = Digest(hex: name) else { continue }
            if let problem = try problem(of: digest, { progress($0, total) }) {
                damages.append(Damage(.blob(digest), problem))
            }
        }
        for digest in try missing() { damages.append(Damage(.blob(digest), "is missing")) }
    }

    private func size(of name: String) -> Int64? {
        var status = stat()
        guard lstat("\(store.directory.blobs)/\(name)", &status) == 0 else { return nil }
        return Int64(status.st_size)
    }

    private mutating func problem(
        of digest: Digest, _ progress: (Int64) -> Void
    ) throws(BuildError) -> String? {
        // Whoever prunes it waits until it is read; then nobody has it any more.
        let claims = try Claims(in: store.directory)
        try claims.claim(.blob(digest))
        defer { withExtendedLifetime(claims) {} }
        guard size(of: digest.hex) != nil else { return nil }
        count += 1
        var hasher = DigestHasher()
        var size: Int64 = 0
        do throws(BuildError) {
            let file = OpenFile(taking: try store.blobs.open(digest))
            let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 4096)
            defer { chunk.deallocate() }
            while true {
                if Task.isCancelled { throw BuildError(.interrupted, "interrupted") }
                let read = try SystemCall.run(.corrupt, "can't be read") {
                    Glibc.read(file.descriptor.rawValue, chunk.baseAddress, chunk.count)
                }
                if read == 0 { break }
                hasher.update(UnsafeRawBufferPointer(rebasing: chunk[..<read]))
                size += Int64(read)
                byteCount += Int64(read)
                progress(byteCount)
            }
        } catch  where error.code == .corrupt {
            return error.message
        }
        let found = hasher.finalize()
        if found != digest { return "has another digest: its \(size) bytes are \(found)" }
        return try store.recordedSizes(of: digest).first { $0 != size }.map {
            "has \(size) bytes, and is recorded with \($0)"
        }
    }

    /// The blobs that records refer to and that are not there, at one moment.
    private func missing() throws(BuildError) -> [Digest] {
        try store.database.transaction { connection throws(BuildError) in
            try BlobReferences.all(connection).filter { access("\(store.directory.blobs)/\($0.hex)", F_OK) != 0 }
        }.sorted()
    }
}

extension ImageStore {
    /// The sizes that records give a blob.
    fileprivate func recordedSizes(of digest: Digest) throws(BuildError) -> [Int64] {
        try database.read { connection throws(BuildError) in
            try connection.rows(
                """
                SELECT blob_size FROM layers WHERE blob_digest = ?1 AND blob_size IS NOT NULL
                UNION SELECT size FROM manifests WHERE digest = ?1
                """, .digest(digest), map: { $0.integer(0) })
        }
    }
}
