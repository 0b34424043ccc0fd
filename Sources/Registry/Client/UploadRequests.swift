import Diagnostics
import ImageModel
import Transport

/// Why one step of an upload did not work.
enum UploadFault: Error {
    /// The same may work later, or from the registry's point of view a little earlier.
    case passing(BuildError)
    /// The registry does not take chunks.
    case chunks
    case final(BuildError)

    /// The error of a request that got no answer, or whose bytes can't be had.
    init(_ error: BuildError) {
        self = error.code == .unreachable ? .passing(error) : .final(error)
    }
}

/// The requests that carry a blob's bytes, as far as its file is written.
struct UploadRequests {
    let repository: Repository
    let file: BlobFile
    /// Names the blob in messages: `blob … can't be written to …`.
    let what: String

    private var host: RegistryHost { repository.host }

    /// The length of chunks.
    func chunkLength(_ session: UploadSession) -> Int64 { max(host.settings.chunkSize, session.minimumChunk) }

    func sendChunk(_ range: Range<Int64>, _ session: inout UploadSession) async throws(UploadFault) {
        let response = try await send(
            .patch, session.location, range, ["Content-Range": "\(range.lowerBound)-\(range.upperBound - 1)"])
        guard response.status == 202 || response.status == 204 else {
            let fault = await fault(response)
            guard case .final = fault, range.lowerBound == 0, ![401, 403].contains(response.status) else { throw fault }
            throw .chunks
        }
        await response.discard()
        do throws(BuildError) {
            try await session.update(response, sent: range.upperBound, of: host)
        } catch {
            throw .final(error)
        }
        guard range.lowerBound < session.offset, session.offset <= range.upperBound else {
            throw .passing(BuildError(.unreachable, "\(what): the registry did not take the bytes \(range)"))
        }
    }

    /// The request that ends an upload, with the bytes that are still to be sent.
    func finish(_ blob: Descriptor, _ session: UploadSession, with range: Range<Int64>) async throws(UploadFault) {
        // Only now is it known whether the bytes are the blob's.
        try await wait(for: .max)
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
    ) async throws(UploadFault) -> HTTPResponse {
        try await wait(for: range.upperBound)
        var request = HTTPRequest(method, url, headers: headers, body: file.body(range))
        request.headers["Content-Type"] = "application/octet-stream"
        request.isRepeatable = false
        do throws(BuildError) {
            return try await host.send(request, for: repository.push)
        } catch {
            throw UploadFault(error)
        }
    }

    private func wait(for end: Int64) async throws(UploadFault) {
        do throws(BuildError) {
            try await file.wait(for: end)
        } catch {
            throw .final(error)
        }
    }

    private func fault(_ response: HTTPResponse) async -> UploadFault {
        let error = await repository.failure(what, response)
        switch response.status {
        case 404, 416: return .passing(BuildError(.unreachable, error.message))
        case 408, 429, 500, 502...504: return .passing(error)
        default: return .final(error)
        }
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
