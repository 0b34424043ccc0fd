package import Diagnostics

/// HTTP/1.1 over the network (RFC 9112), on connections that are kept and used again.
///
/// It costs nothing until its first request. Bodies stream both ways, so memory is bounded whatever their size.
package struct HTTPClientTransport: HTTPTransport {
    /// Redirects that are followed for one request.
    private static let redirectLimit = 10
    /// Statuses that may pass: too many requests, and errors of servers and of gateways before them.
    private static let passingStatuses: Set = [429, 500, 502, 503, 504]

    private let settings: HTTPSettings
    private let clients: ClientPool

    package init(settings: HTTPSettings) {
        self.settings = settings
        clients = ClientPool(settings: settings)
    }

    package func send(_ request: HTTPRequest) async throws(BuildError) -> HTTPResponse {
        var hop = request
        for _ in 0...HTTPClientTransport.redirectLimit {
            let response = try await sendRepeatedly(hop)
            guard request.followsRedirects, let next = try hop.redirected(by: response, first: request) else {
                return response
            }
            await response.discard()
            hop = next
        }
        throw BuildError(
            .unreachable,
            "'\(request.url)' can't be fetched: it leads to more than \(HTTPClientTransport.redirectLimit) redirects")
    }

    /// Closes all connections. Not needed before the program ends.
    package func shutdown() async {
        await clients.shutdown()
    }

    /// Sends a request until it succeeds, fails for good, or the attempts are used up; gives the last response.
    private func sendRepeatedly(_ request: HTTPRequest) async throws(BuildError) -> HTTPResponse {
        var attempt = 0
        while true {
            attempt += 1
            let isLast = attempt >= settings.attempts || !request.isRepeatable
            var delay = RetryDelay.backoff(after: attempt, settings)
            do throws(TransportFailure) {
                let response = try await clients.client(for: request).send(request)
                guard !isLast, HTTPClientTransport.passingStatuses.contains(response.status) else { return response }
                if let asked = RetryDelay.asked(by: response) { delay = min(asked, settings.longestRetryDelay) }
                await response.discard()
            } catch {
                guard !isLast, error.isPassing else { throw error.error }
            }
            try await sleep(delay, before: request)
        }
    }

    private func sleep(_ delay: Duration, before request: HTTPRequest) async throws(BuildError) {
        do {
            try await Task.sleep(for: delay)
        } catch {
            throw TransportFailure.interrupted(request.url).error
        }
    }
}
