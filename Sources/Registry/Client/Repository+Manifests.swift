package import Diagnostics
package import ImageModel
import Transport

extension Repository {
    /// All forms of manifest that can be read or passed on.
    private static let accepted: HTTPHeaders = [
        "Accept": [
            MediaType.ociIndex, .ociManifest, .dockerManifestList, .dockerManifest,
            MediaType(rawValue: "application/vnd.oci.artifact.manifest.v1+json"),
        ].map(\.rawValue).joined(separator: ", ")
    ]

    package func manifest(_ name: ManifestName) async throws(BuildError) -> ManifestBlob? {
        let what = "\(describe(name)) can't be read"
        guard
            let (response, bytes) = try await document(
                try await url("manifests/\(name)"), headers: Repository.accepted, what)
        else { return nil }
        let digest = Digest(of: bytes)
        if case .digest(let wanted) = name, wanted != digest { throw mismatch(what, expected: wanted, found: digest) }
        if let said = response.headers["Docker-Content-Digest"].flatMap({ try? Digest(parsing: $0) }), said != digest {
            throw mismatch(what, expected: said, found: digest)
        }
        let type = try ManifestForm.mediaType(of: bytes, sentAs: response.headers["Content-Type"], what)
        return ManifestBlob(
            descriptor: Descriptor(mediaType: type, digest: digest, size: Int64(bytes.count)), bytes: bytes)
    }

    package func write(_ manifest: ManifestBlob, as name: ManifestName?) async throws(BuildError) {
        let digest = manifest.descriptor.digest
        let name = name ?? .digest(digest)
        let what = "\(describe(name)) can't be written"
        let response = try await host.send(
            HTTPRequest(
                .put, try await url("manifests/\(name)"),
                headers: ["Content-Type": manifest.descriptor.mediaType.rawValue], body: .bytes(manifest.bytes)),
            for: push)
        guard (200..<300).contains(response.status) else { throw await failure(what, response) }
        await response.discard()
        if let kept = response.headers["Docker-Content-Digest"].flatMap({ try? Digest(parsing: $0) }), kept != digest {
            throw mismatch(what, expected: digest, found: kept)
        }
        if response.headers["OCI-Subject"] == nil { try await addToReferrersTag(manifest) }
    }

    /// Removes a manifest, or only a tag, where the registry allows it (distribution specification, "Deleting tags",
    /// "Deleting Manifests").
    ///
    /// - Returns: whether there was one.
    /// - Throws: `unreachable` or `denied` if the registry does not do it.
    package func delete(_ name: ManifestName) async throws(BuildError) -> Bool {
        let access = RegistryAccess(endpoint.repository, [.delete(endpoint.repository)])
        let response = try await host.send(HTTPRequest(.delete, try await url("manifests/\(name)")), for: access)
        guard (200..<300).contains(response.status) else {
            let error = await failure("\(describe(name)) can't be deleted", response)
            guard response.status == 404 else { throw error }
            return false
        }
        await response.discard()
        return true
    }

    private func describe(_ name: ManifestName) -> String { "manifest '\(name)' of '\(self.name)'" }

    private func mismatch(_ what: String, expected: Digest, found: Digest) -> BuildError {
        BuildError(.corrupt, "\(what): its digest must be \(expected), and is \(found)")
    }
}
