import Diagnostics
import Synchronization
import TestServers
import Testing
import Transport

/// A transport that retries at once, gives nobody up and knows no proxy, unless told otherwise.
func makeTransport(
    environment: [String: String] = [:], change: (inout HTTPSettings) -> Void = { _ in }
) -> HTTPClientTransport {
    var settings = HTTPSettings(userAgent: "pith/test", environment: environment)
    (settings.connectTimeout, settings.idleTimeout) = (.seconds(600), .seconds(600))
    settings.retryDelay = .milliseconds(1)
    settings.longestRetryDelay = .milliseconds(50)
    change(&settings)
    return HTTPClientTransport(settings: settings)
}

func loopback(_ port: Int, _ target: String = "/", isSecure: Bool = false) -> HTTPURL {
    HTTPURL(isSecure: isSecure, host: "127.0.0.1", port: port, target: target)
}

/// The error of a request that has to fail with this code.
func failure(
    _ code: BuildError.Code, _ transport: HTTPClientTransport, _ request: HTTPRequest,
    at location: SourceLocation = #_sourceLocation
) async -> BuildError? {
    let error = await #expect(throws: BuildError.self, sourceLocation: location) { try await transport.send(request) }
    #expect(error?.code == code, "\(error?.description ?? "")", sourceLocation: location)
    return error
}

/// What is noted while other tasks run.
final class Notes<Value: Sendable>: Sendable {
    private let values = Mutex([Value]())

    func add(_ value: Value) { values.withLock { $0.append(value) } }
    var all: [Value] { values.withLock { $0 } }
}

extension HTTPResponse {
    func text() async throws -> String { String(decoding: try await collect(limit: 1 << 20), as: UTF8.self) }
}
