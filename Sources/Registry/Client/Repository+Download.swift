package import Diagnostics
package import ImageModel
import Transport

extension Repository {
    package func read(
        _ blob: Descriptor, _ take: (UnsafeRawBufferPointer) throws(BuildError) -> Void
    ) async throws(BuildError) {
        var partial = PartialBlob()
        try await read(blob, resuming: &partial, take)
    }

    /// Hands on what is missing of a blob, in order; after a cut it goes on where it was (RFC 9110 section 14.2).
    ///
    /// - Parameter partial: what is here; afterwards, also after an error, with what was handed on.
    /// - Throws: `imageNotFound` if the registry does not have the blob; `corrupt` as soon as there are too many bytes,
    ///   and at the end if they do not have the digest; `unreachable`; what `take` throws.
    package func read(
        _ blob: Descriptor, resuming partial: inout PartialBlob,
        _ take: (UnsafeRawBufferPointer) throws(BuildError) -> Void
    ) async throws(BuildError) {
        var state = partial
        defer { partial = state }
        try await host.downloads.withPermit { () async throws(BuildError) in
            for place in try await self.places(of: blob) {
                do throws(BuildError) {
                    try await self.download(blob, from: place.url, &state, take)
                    break
                } catch {
                    guard !place.isLast, error.code == .unreachable || error.code == .imageNotFound else { throw error }
                }
            }
        }
        guard state.digest == blob.digest else {
            throw corrupt(blob, "its digest is \(state.digest)")
        }
    }

    /// Where the blob is: layers that may not be redistributed are where their maker keeps them (image specification,
    /// "Descriptors", `urls`), reached by https and shown no credentials.
    private func places(of blob: Descriptor) async throws(BuildError) -> [(url: HTTPURL, isLast: Bool)] {
        let foreign = blob.isNondistributable ? blob.urls ?? [] : []
        let addresses = foreign.prefix(8).compactMap { try? HTTPURL(parsing: $0) }.filter(\.isSecure)
        return addresses.map { ($0, false) } + [(try await url("blobs/\(blob.digest)"), true)]
    }

    private func download(
        _ blob: Descriptor, from url: HTTPURL, _ partial: inout PartialBlob,
        _ take: (UnsafeRawBufferPointer) throws(BuildError) -> Void
    ) async throws(BuildError) {
        var attempts = TransferAttempts(host.settings.attempts, delay: host.settings.delay)
        while partial.size < blob.size {
            var request = HTTPRequest(.get, url)
            if partial.size > 0 { request.headers["Range"] = "bytes=\(partial.size)-" }
            let response = try await host.send(request, for: pull)
            let skipped = try await bytesToSkip(blob, partial.size, response)
            do throws(BuildError) {
                try await receive(blob, response, skipping: skipped, &partial, take)
            } catch {
                try await attempts.failed(error, after: partial.size)
            }
        }
        guard partial.size == blob.size else { throw oversize(blob) }
    }

    private func receive(
        _ blob: Descriptor, _ response: HTTPResponse, skipping skipped: Int64, _ partial: inout PartialBlob,
        _ take: (UnsafeRawBufferPointer) throws(BuildError) -> Void
    ) async throws(BuildError) {
        var skipped = skipped
        var state = partial
        defer { partial = state }
        try await response.read { chunk throws(BuildError) in
            let repeated = Int(min(skipped, Int64(chunk.count)))
            skipped -= Int64(repeated)
            let new = UnsafeRawBufferPointer(rebasing: chunk.dropFirst(repeated))
            guard Int64(new.count) <= blob.size - state.size else { throw self.oversize(blob) }
            if new.isEmpty { return }
            try take(new)
            state.append(new)
        }
        guard state.size == blob.size else {
            throw BuildError(.unreachable, "\(self.what(blob)): it ended after \(state.size) of \(blob.size) bytes")
        }
    }

    /// How many bytes of the body are here already: all of them where the server ignored that a part was asked for.
    private func bytesToSkip(
        _ blob: Descriptor, _ offset: Int64, _ response: HTTPResponse
    ) async throws(BuildError) -> Int64 {
        switch response.status {
        case 200:
            if let length = response.contentLength, length != blob.size {
                await response.discard()
                throw corrupt(blob, "it has \(length) bytes in place of \(blob.size)")
            }
            return offset
        case 206:
            let start = response.headers["Content-Range"].flatMap { ByteRange(parsing: $0)?.first }
            guard let start, start <= offset else {
                await response.discard()
                throw corrupt(blob, "the registry sent another part of it than was asked for")
            }
            return offset - start
        default: throw await failure(what(blob), response)
        }
    }

    private func what(_ blob: Descriptor) -> String { "blob \(blob.digest) of '\(name)' can't be read" }

    private func corrupt(_ blob: Descriptor, _ why: String) -> BuildError {
        BuildError(.corrupt, "\(what(blob)): \(why)")
    }

    private func oversize(_ blob: Descriptor) -> BuildError { corrupt(blob, "it has more than \(blob.size) bytes") }
}

extension Descriptor {
    /// Whether it is a layer that stays where its maker keeps it (image specification, "Non-Distributable Layers").
    var isNondistributable: Bool {
        mediaType.rawValue.hasPrefix("application/vnd.oci.image.layer.nondistributable.")
            || mediaType.rawValue.hasPrefix("application/vnd.docker.image.rootfs.foreign.")
    }
}
