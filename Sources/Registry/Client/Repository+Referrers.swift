package import Diagnostics
package import ImageModel
import Transport

extension Repository {
    /// The manifests whose subject is the manifest of that digest: signatures, bills of materials (distribution
    /// specification, "Listing Referrers"; where the registry can't say, "Unavailable Referrers API").
    ///
    /// - Parameter artifactType: only those of that type.
    package func referrers(
        of digest: Digest, artifactType: MediaType? = nil
    ) async throws(BuildError) -> [Descriptor] {
        let what = "the referrers of \(digest) in '\(name)' can't be listed"
        var url = try await url("referrers/\(digest)")
        if let artifactType {
            url = url.appending(query: "artifactType=\(FormEncoding.encode(artifactType.rawValue))")
        }
        var found = [Descriptor]()
        let last = try await pages(url, headers: ["Accept": MediaType.ociIndex.rawValue], what) {
            bytes throws(BuildError) in
            let page = try CanonicalJSON.decode(ImageIndex.self, from: bytes, what: what).manifests
            found += page
            return page.count
        }
        if last == nil { found = try await referrersTag(of: digest)?.manifests ?? [] }
        guard let artifactType else { return found }
        return found.filter { $0.artifactType == artifactType.rawValue }
    }

    /// Enters a manifest that has a subject into the index which stands in for the referrers API.
    func addToReferrersTag(_ manifest: ManifestBlob) async throws(BuildError) {
        let form = try CanonicalJSON.decode(ManifestForm.self, from: manifest.bytes, what: "the manifest")
        guard let subject = form.subject?.digest else { return }
        var entry = manifest.descriptor
        entry.artifactType = form.kind
        entry.annotations = form.annotations
        try await host.referrersTurn.withPermit { () async throws(BuildError) in
            var index = try await self.referrersTag(of: subject) ?? ImageIndex(manifests: [])
            guard !index.manifests.contains(where: { $0.digest == entry.digest }) else { return }
            index.manifests.append(entry)
            let bytes = try CanonicalJSON.encode(index)
            let descriptor = Descriptor(mediaType: .ociIndex, digest: Digest(of: bytes), size: Int64(bytes.count))
            try await self.write(
                ManifestBlob(descriptor: descriptor, bytes: bytes), as: .tag(Self.referrersTag(subject)))
        }
    }

    private func referrersTag(of digest: Digest) async throws(BuildError) -> ImageIndex? {
        guard let manifest = try await manifest(.tag(Self.referrersTag(digest))) else { return nil }
        guard manifest.descriptor.mediaType.isIndex else { return nil }
        return try CanonicalJSON.decode(
            ImageIndex.self, from: manifest.bytes, what: "the list of referrers of \(digest)")
    }

    private static func referrersTag(_ digest: Digest) -> String { "sha256-\(digest.hex)" }
}
