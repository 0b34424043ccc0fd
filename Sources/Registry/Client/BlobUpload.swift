import Diagnostics
import ImageModel
import Synchronization
import Transport

/// Sends one blob: in one request, or in chunks that go on where a cut left them.
struct BlobUpload {
    let repository: Repository
    let blob: Descriptor
    let file: BlobFile

    /// Why one step of an upload did not work.
    private enum Fault: Error {
        /// The same may work later, or from the registry's point of view a little earlier.
        case passing(BuildError)
        /// The registry does not take chunks.
        case chunks
        case final(BuildError)
    }

    private var host: RegistryHost { repository.host }
    private var what: String { "blob \(blob.digest) can't be written to '\(repository.name)'" }

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
            do throws(Fault) {
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

    /// The length of chunks; nil if the blob is to go in one request.
    private func chunkLength(_ session: UploadSession) -> Int64? {
        let length = max(host.settings.chunkSize, session.minimumChunk)
        return blob.size <= length || host.refusesChunks.load(ordering: .relaxed) ? nil : length
    }

    private func send(_ session: inout UploadSession) async throws(Fault) {
        guard let length = chunkLength(session) else { return try await finish(session, with: 0..<blob.size) }
        while session.offset < blob.size {
            try await sendChunk(session.offset..<min(session.offset + length, blob.size), &session)
        }
        try await finish(session, with: blob.size..<blob.size)
    }

    private func sendChunk(_ range: Range<Int64>, _ session: inout UploadSession) async throws(Fault) {
        let response = try await send(
            .patch, session.location, range, ["Content-Range": "\(range.lowerBound)-\(range.upperBound - 1)"])
        guard response.status == 202 || response.status == 204 else {
            let fault = await fault(response)
            guard case .final = fault, range.lowerBound == 0, ![401, 403].contains(response.status) else { throw fault }
            throw .chunks
        }
        await response.discard()
        try await update(&session, response, sent: range.upperBound)
        guard range.lowerBound < session.offset, session.offset <= range.upperBound else {
            throw .passing(BuildError(.unreachable, "\(what): the registry did not take the bytes \(range)"))
        }
    }

    /// The request that ends an upload, with the bytes that are still to be sent.
    private func finish(_ session: UploadSession, with range: Range<Int64>) async throws(Fault) {
        let query = "digest=\(FormEncoding.encode(blob.digest.description))"
        let response = try await send(.put, session.location.appending(query: query), range, [:])
        guard response.status == 201 || response.status == 204 else { throw await fault(response) }
        await response.discard()
        if let kept = response.headers["Docker-Content-Digest"].flatMap({ try? Digest(parsing: $0) }),
            kept != blob.digest
        {
            throw .final(BuildError(.corrupt, "\(what): the registry keeps it as \(kept)"))
        }
    }

    private func send(
        _ method: HTTPRequest.Method, _ url: HTTPURL, _ range: Range<Int64>, _ headers: HTTPHeaders
    ) async throws(Fault) -> HTTPResponse {
        var request = HTTPRequest(method, url, headers: headers, body: file.body(range))
        request.headers["Content-Type"] = "application/octet-stream"
        request.isRepeatable = false
        do throws(BuildError) {
            return try await host.send(request, for: repository.push)
        } catch {
            throw error.code == .unreachable ? .passing(error) : .final(error)
        }
    }

    private func fault(_ response: HTTPResponse) async -> Fault {
        let error = await repository.failure(what, response)
        switch response.status {
        case 404, 416: return .passing(BuildError(.unreachable, error.message))
        case 408, 429, 500, 502...504: return .passing(error)
        default: return .final(error)
        }
    }

    private func update(
        _ session: inout UploadSession, _ response: HTTPResponse, sent: Int64
    ) async throws(Fault) {
        do throws(BuildError) {
            try await session.update(response, sent: sent, of: host)
        } catch {
            throw .final(error)
        }
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

extension BlobFile {
    /// A part of the blob as the body of a request, read anew for each attempt.
    fileprivate func body(_ range: Range<Int64>) -> HTTPRequest.Body {
        if range.isEmpty { return .bytes([]) }
        return .stream(length: range.upperBound - range.lowerBound) { () throws(BuildError) in
            var offset = range.lowerBound
            return { (buffer: UnsafeMutableRawBufferPointer) throws(BuildError) -> Int in
                let count = Int(min(Int64(buffer.count), range.upperBound - offset))
                let read = try self.read(at: offset, into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<count]))
                offset += Int64(read)
                return read
            }
        }
    }
}
