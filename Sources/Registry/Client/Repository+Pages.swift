import Diagnostics
import Transport

extension Repository {
    /// Gets a list that comes in pages, all of them.
    ///
    /// - Parameter body: takes the bytes of each page and says how many entries it had.
    /// - Returns: the last page's headers; nil if there is no such list.
    /// - Throws: `corrupt` for a list with more pages, or entries, than anybody has.
    func pages(
        _ first: HTTPURL, headers: HTTPHeaders = [:], _ what: String,
        _ body: ([UInt8]) throws(BuildError) -> Int
    ) async throws(BuildError) -> HTTPHeaders? {
        var url = first
        var entries = 0
        for _ in 0..<1000 {
            guard let (response, bytes) = try await document(url, headers: headers, what) else { return nil }
            entries += try body(bytes)
            guard let next = LinkHeader.next(response.headers) else { return response.headers }
            url = try await host.location(next, from: url)
            guard url.hasSameOrigin(as: first) else {
                throw BuildError(.corrupt, "\(what): the list goes on at '\(url)', which is another registry")
            }
            if entries > 1_000_000 { break }
        }
        throw BuildError(.corrupt, "\(what): the list does not end")
    }
}
