import Debian
import Diagnostics
import Execution
import ImageModel
import Store
import SystemPackage

/// Composed images as base images.
struct CompositionSource: Sendable {
    let store: ImageStore
    let session: Session
    let archive: ArchiveSettings

    /// The source of one composed image.
    ///
    /// - Parameters:
    ///   - name: `debian`, `python3-debian13:nonroot`, the path of a specification; empty where the name that was asked for
    ///     decides.
    ///   - reference: what `FROM` names; if that is another image, it is warned of.
    func named(
        _ name: String, for reference: ImageReference, warn: @escaping @Sendable (Diagnostic) -> Void
    ) -> any ImageSource {
        let asked = reference.repository.split(separator: "/").last.map(String.init) ?? reference.repository
        var name = name.isEmpty ? asked : name
        if !name.contains(":"), let tag = reference.tag, reference.hasExplicitTag, asked == name { name += ":\(tag)" }
        return NamedComposition(source: self, name: name, asked: asked, reference: reference, warn: warn)
    }
}

extension CompositionSource {
    /// Where a mirror was given, it serves RUN steps too: they see sources of packages that name it in place of those that
    /// composed images have. The images themselves keep theirs.
    ///
    /// - Throws: `corrupt`, `store`.
    func replacements() throws(BuildError) -> [FileReplacement] {
        guard let mirror = archive.mirror else { return [] }
        var replacements = [FileReplacement]()
        for bytes in try store.compositions.locks() {
            let lock = try PackageLock(decoding: bytes)
            if lock.sources.isEmpty { continue }
            let sources = mirror.sources(for: try DebianImage(named: lock.image).release)
            let replacement = FileReplacement(
                of: FilePath(PackageLock.sourcesPath), content: Array(lock.sources.utf8), by: Array(sources.utf8))
            if lock.sources != sources, !replacements.contains(replacement) { replacements.append(replacement) }
        }
        return replacements
    }
}

/// One composed image.
private struct NamedComposition: ImageSource {
    let source: CompositionSource
    let name: String
    /// The last part of the name that was asked for.
    let asked: String
    let reference: ImageReference
    let warn: @Sendable (Diagnostic) -> Void

    func resolve(_ request: ImageRequest, report: @escaping @Sendable (String) -> Void) async throws -> ResolvedImage? {
        guard reference.digest == nil else {
            throw BuildError(
                .imageNotFound, "'\(reference.familiar)' can't be composed: its digest is that of another image",
                help: "leave the digest out; a lock pins what is composed")
        }
        let composed = try ComposedName(name, source.session, warn: warn)
        warnOfReplacement(composed)
        let store = source.store
        let composition = try await Compositions(
            store: store, session: source.session, archive: source.archive,
            report: CompositionReport(line: report, transfer: { _, _ in })
        ).image(composed, for: request.platform, renews: request.renew)
        return try StoreImageSource(store: store).resolved(
            composition.image, origin: "composed from \(composed.release)", date: composition.date)
    }

    func fetch(
        _ layer: LayerInfo, into blobs: any BlobStore, progress: @escaping @Sendable (Int64) -> Void
    ) async throws {
        throw BuildError(.corrupt, "layer \(layer.diffID) is missing from the store")
    }

    /// Says so where another image than the one that was asked for serves.
    private func warnOfReplacement(_ composed: ComposedName) {
        switch composed {
        case .debian(let image) where asked != "debian":
            let message = "'\(reference.familiar)' is served by compose://\(name): it is \(image.release)"
            warn(Diagnostic(.warning, code: "image-replaced", message))
        case .recipe(let recipe) where !name.hasPrefix(asked):
            let message = "'\(reference.familiar)' is served by compose://\(name): it is '\(recipe.name)'"
            warn(Diagnostic(.warning, code: "image-replaced", message))
        default: break
        }
    }
}
