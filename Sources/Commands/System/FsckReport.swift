package import Diagnostics
import ImageModel
package import Store

/// What `fsck` prints.
package struct FsckReport: Sendable {
    private let report: StoreReport

    package init(_ report: StoreReport) {
        self.report = report
    }

    /// What is damaged, a line each, then what was looked at, and what dead processes left.
    package func table() -> String {
        var text = ""
        if !report.damages.isEmpty { text += damages + "\n" }
        if report.isComplete { text += "Checked: \(counts)\n" }
        if report.counts.skippedLayers > 0 {
            text += "Not compared, since the disk is full: \(report.counts.skippedLayers) layers\n"
        }
        if !report.leftovers.isEmpty { text += "Left by dead processes, for the next prune: \(leftovers)\n" }
        if let saved = report.savedDatabase { text += "The damaged database is saved: \(saved)\n" }
        return text + (report.isClean ? "The store is whole.\n" : "")
    }

    /// The same, sizes in bytes.
    package func json() throws(BuildError) -> String { try CanonicalJSON.encodePretty(FsckDocument(report)) }

    private var damages: String {
        TableRenderer(columns: [.init("DAMAGED"), .init("PROBLEM"), .init("NEEDED BY"), .init("REPAIR")]).render(
            report.damages.map { damage in
                [damage.subject.text, damage.problem, Self.users(of: damage), damage.outcome.text]
            })
    }

    private static func users(of damage: Damage) -> String {
        let steps = damage.steps.map { "step '\($0.shortened(to: 40))'" }
        return (damage.images.map { "image \($0)" } + steps).joined(separator: ", ")
    }

    private var counts: String {
        let counts = report.counts
        return [
            "\(counts.blobs) blobs (\(ByteCount.text(counts.blobBytes)))",
            "\(counts.snapshots) snapshots (\(counts.layers) compared with their layers)", "\(counts.images) images",
            "\(counts.cacheMounts) cache mounts",
        ].joined(separator: ", ")
    }

    private var leftovers: String {
        let left = report.leftovers
        return [
            (left.snapshots, "snapshot directories"), (left.blobs, "blobs"), (left.partialBlobs, "partial blobs"),
        ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    }
}

/// What `fsck --format json` prints.
private struct FsckDocument: Encodable {
    struct Item: Encodable {
        let kind: String
        let id: String?
        let problem: String
        let images: [String]
        let steps: [String]
        let outcome: String
        let detail: String?

        init(_ damage: Damage) {
            (kind, id) = (damage.subject.kind, damage.subject.id)
            (problem, images, steps) = (damage.problem, damage.images, damage.steps)
            switch damage.outcome {
            case .found: (outcome, detail) = ("found", nil)
            case .repaired(let what): (outcome, detail) = ("repaired", what)
            case .refused(let why): (outcome, detail) = ("refused", why)
            }
        }
    }

    struct Checked: Encodable {
        let blobs: Int
        let blobBytes: Int64
        let snapshots: Int
        let layers: Int
        let skippedLayers: Int
        let images: Int
        let cacheMounts: Int
    }

    struct Leftovers: Encodable {
        let snapshots: Int
        let blobs: Int
        let partialBlobs: Int
    }

    private let clean: Bool
    private let complete: Bool
    private let damages: [Item]
    private let checked: Checked
    private let leftovers: Leftovers
    private let savedDatabase: String?

    init(_ report: StoreReport) {
        (clean, complete, savedDatabase) = (report.isClean, report.isComplete, report.savedDatabase)
        damages = report.damages.map(Item.init)
        let counts = report.counts
        checked = Checked(
            blobs: counts.blobs, blobBytes: counts.blobBytes, snapshots: counts.snapshots, layers: counts.layers,
            skippedLayers: counts.skippedLayers, images: counts.images, cacheMounts: counts.cacheMounts)
        let left = report.leftovers
        leftovers = Leftovers(
            snapshots: left.snapshots, blobs: left.blobs, partialBlobs: left.partialBlobs)
    }
}

extension Damage.Subject {
    fileprivate var kind: String {
        switch self {
        case .database: "database"
        case .blob: "blob"
        case .snapshot: "snapshot"
        case .image: "image"
        case .name: "name"
        case .composition: "composition"
        case .cacheMount: "cache mount"
        }
    }

    fileprivate var id: String? {
        switch self {
        case .database: nil
        case .blob(let digest), .image(let digest): digest.description
        case .snapshot(let number): String(number)
        case .name(let text), .composition(let text), .cacheMount(let text): text
        }
    }

    fileprivate var text: String {
        switch self {
        case .blob(let digest), .image(let digest): "\(kind) \(digest)"
        case .cacheMount(let name): "\(kind) \(name.prefix(12))"
        default: id.map { "\(kind) \($0.escapingControls)" } ?? kind
        }
    }
}

extension Damage.Outcome {
    fileprivate var text: String {
        switch self {
        case .found: ""
        case .repaired(let what): what
        case .refused(let why): "refused: \(why)"
        }
    }
}
