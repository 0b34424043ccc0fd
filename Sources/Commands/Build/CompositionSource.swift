import Debian
import Diagnostics
import Execution
import ImageModel
import Store
import SystemPackage

/// Images composed here from Debian's packages, once: later builds take them from the store until they are renewed.
struct CompositionSource: Sendable {
    let store: ImageStore
    /// The mirror to use in place of the host's.
    let mirror: String?

    /// The source of one composed image.
    ///
    /// - Parameters:
    ///   - name: `debian`, `debian:12`; empty where the name that was asked for decides.
    ///   - reference: what `FROM` names; another image than Debian is warned of.
    func named(
        _ name: String, for reference: ImageReference, warn: @escaping @Sendable (Diagnostic) -> Void
    ) -> any ImageSource {
        let asked = reference.repository.split(separator: "/").last.map(String.init) ?? reference.repository
        var name = name.isEmpty ? asked : name
        if !name.contains(":"), let tag = reference.tag, reference.hasExplicitTag, asked == name { name += ":\(tag)" }
        let isDebian = asked == "debian"
        let (served, reference) = (name, reference.familiar)
        return NamedComposition(source: self, name: name) { image in
            guard !isDebian else { return }
            let message = "'\(reference)' is served by compose://\(served): it is \(image.release)"
            warn(Diagnostic(.warning, code: "image-replaced", message))
        }
    }
}

extension CompositionSource {
    /// Where a mirror was given, it serves RUN steps too: they see sources of packages that name it in place of those that
    /// composed images have. The images themselves keep theirs.
    ///
    /// - Throws: `usage` for a mirror that can't be used, `corrupt`, `store`.
    func replacements() throws(BuildError) -> [FileReplacement] {
        guard let mirror = try debianMirror() else { return [] }
        var replacements = [FileReplacement]()
        for bytes in try store.compositions.locks() {
            let lock = try PackageLock(decoding: bytes)
            let sources = mirror.sources(for: try DebianImage(named: lock.image).release)
            let replacement = FileReplacement(
                of: FilePath(PackageLock.sourcesPath), content: Array(lock.sources.utf8), by: Array(sources.utf8))
            if lock.sources != sources, !replacements.contains(replacement) { replacements.append(replacement) }
        }
        return replacements
    }

    fileprivate func debianMirror() throws(BuildError) -> DebianMirror? {
        try mirror.map { text throws(BuildError) in try DebianMirror(parsing: text) }
    }
}

/// One composed image.
private struct NamedComposition: ImageSource {
    let source: CompositionSource
    let name: String
    /// Is told which image serves.
    let warn: @Sendable (DebianImage) -> Void

    func resolve(_ request: ImageRequest, report: @Sendable (String) -> Void) async throws -> ResolvedImage? {
        let image = try DebianImage(named: name)
        warn(image)
        let key = image.requestDigest(for: request.platform).description
        let store = source.store
        if !request.renew, let known = try store.compositions.composition(for: key) {
            return try resolved(known, image)
        }
        let composed = try await DebianComposer(
            mirrorOverride: try source.debianMirror(), temporaryDirectory: store.workDirectory
        )
        .compose(image, for: request.platform, into: store.blobs, report: report)
        report("unpacking")
        let snapshot = try await LayerImport(store: store).snapshot(of: composed.draft.layers) { layer in
            throw BuildError(.corrupt, "layer \(layer.diffID) is missing from the store")
        }
        let layers = try store.images.layers(composed.draft.layers.map(\.diffID))
        let built = try StoredImage(config: composed.draft.config, snapshot: snapshot, layers: layers)
        try store.images.keep(built, names: [])
        let composition = StoredComposition(image: built.id, lock: try composed.lock.encoded(), date: composed.date)
        try store.compositions.record(composition, for: key)
        return try resolved(composition, image)
    }

    func fetch(
        _ layer: LayerInfo, into blobs: any BlobStore, progress: @escaping @Sendable (Int64) -> Void
    ) async throws {
        throw BuildError(.corrupt, "layer \(layer.diffID) is missing from the store")
    }

    private func resolved(_ composition: StoredComposition, _ image: DebianImage) throws(BuildError) -> ResolvedImage {
        try StoreImageSource(store: source.store).resolved(
            composition.image, origin: "composed from \(image.release)", date: composition.date)
    }
}
