import Diagnostics
import ImageModel

/// Holds images against their configs, manifests and layers, and looks at names and at what composed images were made of.
/// Blobs are known to have their digests, and snapshots to be what is recorded of them.
struct ImageCheck {
    let store: ImageStore
    let checkLock: @Sendable ([UInt8]) throws -> Void
    private(set) var damages: [Damage] = []
    private(set) var count = 0

    init(store: ImageStore, checkLock: @escaping @Sendable ([UInt8]) throws -> Void) {
        self.store = store
        self.checkLock = checkLock
    }

    mutating func run() throws(BuildError) {
        for id in try store.images.all() {
            let claims = try Claims(in: store.directory)
            try claims.claim(.blob(id))
            defer { withExtendedLifetime(claims) {} }
            guard let top = try store.topSnapshot(of: id) else { continue }
            count += 1
            // It may have lost its last name, and gone, meanwhile.
            guard let problem = try problem(of: id, top.snapshot), try store.topSnapshot(of: id) != nil else {
                continue
            }
            damages.append(Damage(.image(id), problem))
        }
        for name in try store.recordedNames() where (try? ImageReference(parsing: name)) == nil {
            damages.append(Damage(.name(name), "is no name of an image"))
        }
        for (request, lock) in try store.compositions.all() {
            do { try checkLock(lock) } catch {
                damages.append(Damage(.composition(request), (error as? BuildError)?.message ?? "\(error)"))
            }
        }
    }

    private func problem(of id: Digest, _ top: Int64?) throws(BuildError) -> String? {
        do throws(BuildError) {
            let config = try store.images.config(id)
            let chain = try store.snapshots.chain(from: top).reversed().map(\.diffID)
            guard chain == config.diffIDs.map(Optional.some) else { return "its layers are not those of its config" }
            guard let manifest = try store.manifests.manifest(of: id) else { return nil }
            let document = try manifest.image()
            guard document.config.digest == id else { return "its manifest has another config" }
            guard document.layers.count == config.diffIDs.count else {
                return "its manifest has \(document.layers.count) layers, its config \(config.diffIDs.count)"
            }
            return nil
        } catch  where error.code == .corrupt {
            return error.message
        }
    }
}

extension ImageStore {
    /// The topmost snapshot of an image; nil for an image that is not there.
    fileprivate func topSnapshot(of id: Digest) throws(BuildError) -> (snapshot: Int64?, Void)? {
        try database.read { connection throws(BuildError) in
            try connection.first(
                "SELECT snapshot FROM images WHERE id = ?", .digest(id), map: { ($0.optionalInteger(0), ()) })
        }
    }

    fileprivate func recordedNames() throws(BuildError) -> [String] {
        try database.read { connection throws(BuildError) in
            try connection.rows("SELECT name FROM names ORDER BY name", map: { $0.text(0) ?? "" })
        }
    }
}

extension CompositionTable {
    /// What was asked for, and the lock of what was composed for it.
    fileprivate func all() throws(BuildError) -> [(request: String, lock: [UInt8])] {
        try database.read { connection throws(BuildError) in
            try connection.rows(
                "SELECT request, lock FROM compositions ORDER BY request",
                map: { ($0.text(0) ?? "", $0.blob(1) ?? []) })
        }
    }
}
