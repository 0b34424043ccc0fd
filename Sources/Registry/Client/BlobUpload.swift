import Diagnostics
import ImageModel
import Synchronization
import Transport

/// Sends one blob: in one request, or in chunks that go on where a cut left them.
struct BlobUpload {
    private let repository: Repository
    private let blob: Descriptor
    private let requests: UploadRequests

    init(repository: Repository, blob: Descriptor, file: BlobFile) {
        self.repository = repository
        self.blob = blob
        requests = UploadRequests(
            repository: repository, file: file,
            what: "blob \(blob.digest) can't be written to '\(repository.name)'")
    }

    private var host: RegistryHost { repository.host }

    /// Sends the blob over an upload that has begun; a new one is begun where the registry has lost it.
    ///
    /// - Throws: as requests do; the upload is cancelled then.
    func run(_ session: UploadSession) async throws(BuildError) {
        var session = session
        do throws(BuildError) {
            try await complete(&session)
        } catch {
            await repository.cancelUpload(session)
            throw error
        }
    }

    private func complete(_ session: inout UploadSession) async throws(BuildError) {
        var attempts = TransferAttempts(host.settings.attempts, delay: host.settings.delay)
        repeat {
            do throws(UploadFault) {
                return try await send(&session)
            } catch {
                switch error {
                case .passing(let failure): try await attempts.failed(failure, after: session.offset)
                case .chunks: host.refusesChunks.store(true, ordering: .relaxed)
                case .final(let failure): throw failure
                }
            }
        } while try await recover(&session)
    }

    /// The length of chunks; nil if the blob is to go in one request. An upload that has begun with chunks goes on so.
    private func chunkLength(_ session: UploadSession) -> Int64? {
        let length = requests.chunkLength(session)
        let isWhole = blob.size <= length || host.refusesChunks.load(ordering: .relaxed)
        return isWhole && session.offset == 0 ? nil : length
    }

    private func send(_ session: inout UploadSession) async throws(UploadFault) {
        guard let length = chunkLength(session) else {
            return try await requests.finish(blob, session, with: 0..<blob.size)
        }
        while session.offset < blob.size {
            try await requests.sendChunk(session.offset..<min(session.offset + length, blob.size), &session)
        }
        try await requests.finish(blob, session, with: blob.size..<blob.size)
    }

    /// Finds out how far the registry got, or begins anew.
    ///
    /// - Returns: false if the blob is there, after all.
    private func recover(_ session: inout UploadSession) async throws(BuildError) -> Bool {
        if try await repository.contains(blob) { return false }
        if chunkLength(session) != nil {
            let status = try await host.send(HTTPRequest(.get, session.location), for: repository.push)
            await status.discard()
            if status.status == 204 {
                try await session.update(status, sent: 0, of: host)
                if session.offset <= blob.size { return true }
            }
        }
        await repository.cancelUpload(session)
        guard let new = try await repository.beginUpload(of: blob, mountingFrom: nil) else { return false }
        session = new
        return true
    }
}
