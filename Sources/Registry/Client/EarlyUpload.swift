import Diagnostics
import ImageModel
import Synchronization

/// The upload of a blob that is still being made: whole chunks of it, as they are there. Its digest, which ends an upload,
/// is known only when all of it is made.
struct EarlyUpload {
    let repository: Repository
    let file: BlobFile

    private var host: RegistryHost { repository.host }

    /// - Returns: the upload, to be gone on with; nil where there is none, for whatever reason: the blob is then sent as any
    ///   other is.
    func run() async -> UploadSession? {
        do throws(BuildError) {
            // What is no longer than a chunk goes in one request, when it is known.
            guard try await file.wait(for: host.settings.chunkSize) >= host.settings.chunkSize,
                !host.refusesChunks.load(ordering: .relaxed)
            else { return nil }
            return try await host.uploads.withPermit { () async throws(BuildError) in
                guard let session = try await repository.beginUpload() else { return nil }
                return await send(over: session)
            }
        } catch {
            return nil
        }
    }

    private func send(over session: UploadSession) async -> UploadSession? {
        var session = session
        do {
            try await sendChunks(&session)
            // Another program may have sent the same blob, also long ago.
            let blob = Descriptor(
                mediaType: .ociLayer, digest: try await file.finalDigest(), size: try await file.wait(for: .max))
            if try await !repository.contains(blob) { return session }
        } catch {}
        await repository.cancelUpload(session)
        return nil
    }

    private func sendChunks(_ session: inout UploadSession) async throws {
        let requests = UploadRequests(
            repository: repository, file: file, what: "a blob can't be written to '\(repository.name)'")
        let length = requests.chunkLength(session)
        while try await file.wait(for: session.offset + length) >= session.offset + length {
            try await requests.sendChunk(session.offset..<session.offset + length, &session)
        }
    }
}

extension BlobFile {
    /// The digest of all bytes, once they are there.
    fileprivate func finalDigest() async throws(BuildError) -> Digest {
        try await wait(for: .max)
        guard let digest else { throw BuildError(.internalError, "a blob was made whose digest nobody knows") }
        return digest
    }
}

/// The uploads to one registry that have begun before the digests of their blobs were known.
final class EarlyUploads: Sendable {
    private struct Begun {
        let repository: String
        let file: BlobFile
        let task: Task<UploadSession?, Never>
    }

    private let begun = Mutex([Begun]())

    func begin(_ upload: EarlyUpload) {
        let task = Task { await upload.run() }
        let new = Begun(repository: upload.repository.endpoint.repository, file: upload.file, task: task)
        begun.withLock { $0.append(new) }
    }

    /// The upload of a blob, which is the caller's from now on; nil where there is none.
    func take(_ blob: Descriptor, to repository: String) async -> UploadSession? {
        let found = begun.withLock { begun in
            begun.firstIndex { $0.repository == repository && $0.file.digest == blob.digest }.map {
                begun.remove(at: $0)
            }
        }
        return await found?.task.value
    }

    /// The uploads to a repository that nobody has taken.
    func takeAll(to repository: String) async -> [UploadSession] {
        let found = begun.withLock { begun in
            defer { begun.removeAll { $0.repository == repository } }
            return begun.filter { $0.repository == repository }
        }
        for upload in found { upload.task.cancel() }
        var sessions = [UploadSession]()
        for upload in found {
            if let session = await upload.task.value { sessions.append(session) }
        }
        return sessions
    }
}
