package import Diagnostics
package import ImageModel
import Transport

extension Repository {
    /// Whether the blob is there. A layer that may not be redistributed counts as there: manifests say where it is.
    package func contains(_ blob: Descriptor) async throws(BuildError) -> Bool {
        if blob.isNondistributable, blob.urls?.isEmpty == false { return true }
        let response = try await host.send(HTTPRequest(.head, try await url("blobs/\(blob.digest)")), for: push)
        await response.discard()
        switch response.status {
        case 200: return response.contentLength.map { $0 == blob.size } ?? true
        case 404: return false
        default: throw await failure("'\(name)' can't be asked for blob \(blob.digest)", response)
        }
    }

    /// Mounts the blob from another repository of the registry, or sends it (distribution specification,
    /// "Mounting a blob from another repository", "Pushing blobs").
    package func write(_ blob: Descriptor, from source: any ManifestSource) async throws(BuildError) {
        // Waited for without a permit: it may need one itself.
        let begun = await host.earlyUploads.take(blob, to: endpoint.repository)
        try await host.uploads.withPermit { () async throws(BuildError) in
            var session = begun
            if session == nil { session = try await self.beginUpload(of: blob) }
            guard let session else { return }
            let file: BlobFile
            do throws(BuildError) {
                file = try await self.file(of: blob, from: source)
            } catch {
                await self.cancelUpload(session)
                throw error
            }
            try await BlobUpload(repository: self, blob: blob, file: file).run(session)
        }
    }

    private func file(of blob: Descriptor, from source: any ManifestSource) async throws(BuildError) -> BlobFile {
        guard let file = try await source.file(of: blob) else {
            return try await SpooledBlob.file(of: blob, from: source, in: host.settings.temporaryDirectory)
        }
        guard file.size == blob.size else {
            throw BuildError(
                .corrupt, "blob \(blob.digest) can't be sent: it has \(file.size) bytes in place of \(blob.size)")
        }
        return file
    }

    /// Begins an upload, unless one of the candidates lets the blob be mounted.
    private func beginUpload(of blob: Descriptor) async throws(BuildError) -> UploadSession? {
        for candidate in mountCandidates.prefix(3) {
            do throws(BuildError) {
                guard let session = try await beginUpload(of: blob, mountingFrom: candidate) else { return nil }
                await cancelUpload(session)
            } catch {
                guard error.code == .denied || error.code == .imageNotFound else { throw error }
            }
        }
        return try await beginUpload(of: blob, mountingFrom: nil)
    }

    /// - Parameter other: a repository that may have the blob.
    /// - Returns: nil if the blob is there now.
    func beginUpload(of blob: Descriptor, mountingFrom other: String?) async throws(BuildError) -> UploadSession? {
        var url = try await url("blobs/uploads/")
        var access = push
        let what = "blob \(blob.digest) can't be written to '\(name)'"
        if let other {
            url = url.appending(query: FormEncoding.encode([("mount", blob.digest.description), ("from", other)]))
            access = RegistryAccess(endpoint.repository, access.scopes + [.pull(other)])
        }
        return try await beginUpload(at: url, access, what)
    }

    /// Begins the upload of a blob whose digest is not known yet.
    func beginUpload() async throws(BuildError) -> UploadSession? {
        try await beginUpload(at: try await url("blobs/uploads/"), push, "a blob can't be written to '\(name)'")
    }

    private func beginUpload(
        at url: HTTPURL, _ access: RegistryAccess, _ what: String
    ) async throws(BuildError) -> UploadSession? {
        var request = HTTPRequest(.post, url)
        request.isRepeatable = true
        let response = try await host.send(request, for: access)
        guard response.status == 201 || response.status == 202 else { throw await failure(what, response) }
        await response.discard()
        if response.status == 201 { return nil }
        guard let session = try await UploadSession(response, of: host) else {
            throw BuildError(.unreachable, "\(what): the registry does not say where to")
        }
        return session
    }

    /// Begins to send a blob that is still being made.
    package func begin(_ file: BlobFile) {
        host.earlyUploads.begin(EarlyUpload(repository: self, file: file))
    }

    package func abandonBegun() async {
        for session in await host.earlyUploads.takeAll(to: endpoint.repository) { await cancelUpload(session) }
    }

    /// Lets the registry forget an upload. It would do so by itself after some time, so a failure is none.
    func cancelUpload(_ session: UploadSession) async {
        var request = HTTPRequest(.delete, session.location)
        request.isRepeatable = false
        if let response = try? await host.send(request, for: push) { await response.discard() }
    }
}
