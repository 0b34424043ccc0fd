import Diagnostics
import ImageModel
import Transport

/// An upload that a registry has begun to take (distribution specification, "Pushing Blobs").
struct UploadSession {
    /// Where the next request goes; each answer may name another place.
    private(set) var location: HTTPURL
    /// Bytes that the registry has.
    private(set) var offset: Int64 = 0
    /// What each chunk but the last must have at least.
    let minimumChunk: Int64

    /// What a `POST` or `PATCH` was answered with; nil where it names no location.
    init?(_ response: HTTPResponse, of host: RegistryHost) async throws(BuildError) {
        guard let reference = response.headers["Location"] else { return nil }
        location = try await host.location(reference, from: response.url)
        minimumChunk = min(max(response.headers["OCI-Chunk-Min-Length"].flatMap { Int64($0) } ?? 0, 0), 1 << 30)
    }

    /// Takes the answer to a chunk or to a question about the upload; one that does not say how much arrived means
    /// `sent` bytes in all.
    mutating func update(_ response: HTTPResponse, sent: Int64, of host: RegistryHost) async throws(BuildError) {
        if let reference = response.headers["Location"] {
            location = try await host.location(reference, from: response.url)
        }
        let range = response.headers["Range"].flatMap { ByteRange(parsing: $0) }
        // Nothing and one byte look the same, as `0-0`.
        offset = range.map { $0.last == 0 && sent != 1 ? 0 : $0.last + 1 } ?? sent
    }
}
