import Diagnostics
import Glibc
import ImageModel

/// What must go with something that is damaged, so that it is built or pulled anew.
struct StoreRepair {
    private let subject: Damage.Subject
    private let store: ImageStore
    private let loss: Loss
    /// The images that are not whole without it, as people know them.
    let images: [String]
    /// What people wrote of the steps whose results go.
    let steps: [String]

    init(of subject: Damage.Subject, in store: ImageStore) throws(BuildError) {
        self.subject = subject
        self.store = store
        (loss, images, steps) = try store.database.transaction { connection throws(BuildError) in
            let loss = try Loss(of: subject, connection)
            return (loss, try loss.imageNames(connection), try loss.steps(connection))
        }
    }

    /// Drops it, unless a live process uses any of that.
    func run() throws(BuildError) -> Damage.Outcome {
        switch subject {
        case .database: .found
        case .cacheMount(let name): try remove(cacheMount: name)
        case .name(let name):
            try delete("DELETE FROM names WHERE name = ?", name, "removed")
        case .composition(let request):
            try delete("DELETE FROM compositions WHERE request = ?", request, "forgotten: it is composed anew")
        case .blob, .snapshot, .image: try drop()
        }
    }

    private func remove(cacheMount name: String) throws(BuildError) -> Damage.Outcome {
        let place = "\(store.directory.cacheMounts)/\(name)"
        guard try store.cacheMounts.remove(place) else { return .refused("a running step uses it") }
        // One that nobody can use is still there.
        RemoveTree.removeIgnoringErrors(place)
        return .repaired("removed")
    }

    private func delete(_ sql: String, _ key: String, _ outcome: String) throws(BuildError) -> Damage.Outcome {
        try store.database.transaction(durable: true) { connection throws(BuildError) in
            try connection.execute(sql, .text(key))
        }
        return .repaired(outcome)
    }

    private func drop() throws(BuildError) -> Damage.Outcome {
        // Until it is released, whoever claims what is being dropped waits.
        let seizure = try store.claims.beginSeizure()
        let outcome = try store.database.transaction(durable: true) { connection throws(BuildError) in
            let loss = try Loss(of: subject, connection)
            for item in loss.items where try !seizure.takes(item) {
                return Damage.Outcome.refused("a running process uses it: try again when that has ended")
            }
            let names = try loss.names(connection)
            try loss.delete(connection)
            let lost = names.subtracting(try ImageTable.names(connection).map(\.name)).sorted()
            if case .blob(let digest) = subject { try store.blobs.remove(digest) }
            return .repaired(Self.text(lost, keepsImages: loss.keepsImages))
        }
        withExtendedLifetime(seizure) {}
        return outcome
    }

    private static func text(_ names: [String], keepsImages: Bool) -> String {
        if keepsImages { return "dropped: the image stays, and gets another manifest where it leaves" }
        if names.isEmpty { return "dropped" }
        return "dropped, and removed " + names.map { Loss.familiar($0) }.joined(separator: ", ")
    }
}

/// The records that can't stay.
private struct Loss {
    private var snapshots: [Int64] = []
    private var images = Set<Digest>()
    /// Manifests are all that refers to it.
    private var manifests: [Digest] = []
    private var blob: Digest?

    init(of subject: Damage.Subject, _ connection: borrowing Connection) throws(BuildError) {
        switch subject {
        case .blob(let digest):
            blob = digest
            manifests = try connection.rows(
                "SELECT image FROM manifests WHERE digest = ?", .digest(digest), map: { $0.digest(0) }
            ).compactMap(\.self)
            images = Set(
                try connection.rows("SELECT id FROM images WHERE id = ?", .digest(digest), map: { $0.digest(0) })
                    .compactMap(\.self))
            let layers = try connection.rows(
                """
                SELECT snapshots.id FROM snapshots JOIN layers ON layers.diff_id = snapshots.diff_id
                WHERE blob_digest = ?
                """, .digest(digest), map: { $0.integer(0) })
            try add(standingOn: layers, connection)
        case .snapshot(let id): try add(standingOn: [id], connection)
        case .image(let id): images = [id]
        case .database, .name, .composition, .cacheMount: break
        }
    }

    /// Adds snapshots with all that stands on them, and the images of these.
    private mutating func add(standingOn roots: [Int64], _ connection: borrowing Connection) throws(BuildError) {
        var found = Set<Int64>()
        for root in roots {
            found.formUnion(
                try connection.rows(
                    """
                    WITH RECURSIVE lost (id) AS (
                        SELECT id FROM snapshots WHERE id = ? UNION
                        SELECT snapshots.id FROM snapshots JOIN lost ON snapshots.parent = lost.id)
                    SELECT id FROM lost
                    """, .integer(root), map: { $0.integer(0) }))
        }
        // What stands on others goes before them.
        snapshots = found.sorted(by: >)
        for snapshot in snapshots {
            images.formUnion(
                try connection.rows(
                    "SELECT id FROM images WHERE snapshot = ?", .integer(snapshot), map: { $0.digest(0) }
                ).compactMap(\.self))
        }
    }

    /// Whether no image goes, though one came with what is damaged.
    var keepsImages: Bool { images.isEmpty && snapshots.isEmpty && !manifests.isEmpty }

    /// What nobody may use while it goes.
    var items: [Claims.Item] {
        snapshots.map { .snapshot($0) } + images.map { .blob($0) } + [blob].compactMap(\.self).map { .blob($0) }
    }

    func names(_ connection: borrowing Connection) throws(BuildError) -> Set<String> {
        Set(try ImageTable.names(connection).filter { images.contains($0.id) }.map(\.name))
    }

    /// The images that are concerned: their names, or the ID of one that has none.
    func imageNames(_ connection: borrowing Connection) throws(BuildError) -> [String] {
        let names = Dictionary(grouping: try ImageTable.names(connection), by: \.id)
        return images.union(manifests).sorted().flatMap { image in
            names[image]?.map { Self.familiar($0.name) } ?? [image.short]
        }
    }

    /// What people wrote of the steps that led to what goes.
    func steps(_ connection: borrowing Connection) throws(BuildError) -> [String] {
        var steps = [String]()
        for snapshot in snapshots.reversed() {
            let step = try connection.first(
                """
                SELECT coalesce(description, 'snapshot ' || id) FROM snapshots
                WHERE id = ? AND id IN (SELECT snapshot FROM cache)
                """, .integer(snapshot), map: { $0.text(0) })
            if let step, let step, !steps.contains(step) { steps.append(step) }
        }
        return steps
    }

    func delete(_ connection: borrowing Connection) throws(BuildError) {
        for image in manifests { try connection.execute("DELETE FROM manifests WHERE image = ?", .digest(image)) }
        for image in images { try ImageTable.delete(image, connection) }
        for snapshot in snapshots { try SnapshotStore.forget(snapshot, connection) }
        try LayerRecord.deleteUnused(connection)
    }

    static func familiar(_ name: String) -> String { (try? ImageReference(parsing: name).familiar) ?? name }
}
