import Diagnostics
import ImageModel
import Transport

/// Fetches files of Debian's archives.
struct ArchiveClient: Sendable {
    let transport: any HTTPTransport
    let cache: PackageCache

    /// A small file whose digest is not known.
    ///
    /// - Returns: nil if it is not there.
    /// - Throws: `unreachable`, `corrupt` if it is larger than `limit` bytes, `interrupted`.
    func document(_ address: String, limit: Int) async throws(BuildError) -> [UInt8]? {
        let url = try HTTPURL(parsing: address)
        // Proxies on the way must not give an old release file.
        let response = try await transport.send(HTTPRequest(.get, url, headers: ["Cache-Control": "max-age=0"]))
        switch response.status {
        case 200: return try await response.collect(limit: limit)
        case 404:
            await response.discard()
            return nil
        default: throw await failure(url, response)
        }
    }

    /// Brings a file into the cache, unless it is there. A transfer that breaks off goes on where it was.
    ///
    /// - Parameters:
    ///   - addresses: where it may be; the first that is there is taken.
    ///   - progress: is told how many bytes came.
    /// - Returns: its path.
    /// - Throws: `unreachable`, `corrupt`, `diskFull`, `store`, `interrupted`.
    func fetch(
        _ addresses: [String], digest: Digest, size: Int64, progress: @Sendable (Int) -> Void = { _ in }
    ) async throws(BuildError) -> String {
        if let path = try cache.find(digest, size: size) { return path }
        let file = try cache.insert(digest, size: size, subject: "'\(addresses[0])'")
        do throws(BuildError) {
            try await fetch(addresses, to: file, progress)
            return try file.commit()
        } catch {
            file.cancel()
            throw error
        }
    }

    private func fetch(
        _ addresses: [String], to file: PackageCacheFile, _ progress: (Int) -> Void
    ) async throws(BuildError) {
        var attempts = TransferAttempts()
        var rest = addresses[...]
        while file.count < file.size {
            guard let address = rest.first else {
                throw BuildError(
                    .unreachable,
                    "\(file.subject) is not there: the mirror does not have what its index, or the lock, names",
                    help: "renew it, or name another mirror: --mirror http://HOST/debian")
            }
            do throws(BuildError) {
                if try await !download(try HTTPURL(parsing: address), to: file, progress) { rest.removeFirst() }
            } catch {
                try await attempts.failed(error, after: file.count)
            }
        }
    }

    /// Fetches what is missing of a file.
    ///
    /// - Returns: whether there is something at the address.
    private func download(
        _ url: HTTPURL, to file: PackageCacheFile, _ progress: (Int) -> Void
    ) async throws(BuildError) -> Bool {
        var request = HTTPRequest(.get, url)
        if file.count > 0 { request.headers["Range"] = "bytes=\(file.count)-" }
        let response = try await transport.send(request)
        var skipped: Int64
        switch response.status {
        case 200: skipped = file.count
        case 206 where response.headers["Content-Range"]?.hasPrefix("bytes \(file.count)-") == true: skipped = 0
        case 404:
            await response.discard()
            return false
        default: throw await failure(url, response)
        }
        try await response.read { chunk throws(BuildError) in
            let repeated = Int(min(skipped, Int64(chunk.count)))
            skipped -= Int64(repeated)
            try file.write(UnsafeRawBufferPointer(rebasing: chunk.dropFirst(repeated)))
            progress(chunk.count - repeated)
        }
        guard file.count == file.size else {
            throw BuildError(
                .unreachable, "'\(url)' can't be fetched: it ended after \(file.count) of \(file.size) bytes")
        }
        return true
    }

    private func failure(_ url: HTTPURL, _ response: HTTPResponse) async -> BuildError {
        await response.discard()
        let code: BuildError.Code = [401, 403, 407].contains(response.status) ? .denied : .unreachable
        return BuildError(code, "'\(url)' can't be fetched: the mirror answers \(response.status)")
    }
}
