import Diagnostics
import Registry
import Synchronization
import Transport

/// A transport that asks a function for each answer and keeps what was asked.
final class ScriptedTransport: HTTPTransport {
    /// A request as a server would see it.
    struct Exchange: Sendable {
        let method: HTTPRequest.Method
        let url: HTTPURL
        let headers: HTTPHeaders
        let authorization: String?
        let body: [UInt8]

        /// `GET /v2/`, without the query.
        var line: String { "\(method.rawValue) \(url.target.prefix { $0 != "?" })" }
        var query: String { String(url.target.drop { $0 != "?" }.dropFirst()) }
        var text: String { String(decoding: body, as: UTF8.self) }
    }

    struct Answer: Sendable {
        var status = 200
        var headers: HTTPHeaders = [:]
        var body: [UInt8] = []
        /// Whether the connection breaks after the body.
        var isCut = false
        /// Where the answer comes from, after redirects; nil for where it was asked for.
        var url: HTTPURL?

        static func status(_ status: Int, _ headers: HTTPHeaders = [:], _ text: String = "") -> Answer {
            Answer(status: status, headers: headers, body: Array(text.utf8))
        }

        static func bytes(_ bytes: [UInt8], _ headers: HTTPHeaders = [:]) -> Answer {
            Answer(headers: headers, body: bytes)
        }
    }

    private let answer: @Sendable (Exchange) throws -> Answer
    private let kept = Mutex([Exchange]())

    /// A function that throws makes a request without an answer.
    init(_ answer: @escaping @Sendable (Exchange) throws -> Answer) {
        self.answer = answer
    }

    var exchanges: [Exchange] { kept.withLock { $0 } }
    var lines: [String] { exchanges.map(\.line) }

    func send(_ request: HTTPRequest) async throws(BuildError) -> HTTPResponse {
        let exchange = Exchange(
            method: request.method, url: request.url, headers: request.headers, authorization: request.authorization,
            body: try Self.bytes(of: request.body))
        kept.withLock { $0.append(exchange) }
        do {
            let answer = try answer(exchange)
            return HTTPResponse(
                status: answer.status, headers: answer.headers, url: answer.url ?? request.url,
                body: ScriptedBody(bytes: answer.body, isCut: answer.isCut))
        } catch {
            throw error as? BuildError ?? BuildError(.unreachable, "no answer")
        }
    }

    private static func bytes(of body: HTTPRequest.Body) throws(BuildError) -> [UInt8] {
        switch body {
        case .none: return []
        case .bytes(let bytes): return bytes
        case .stream(let length, let reader):
            let read = try reader()
            var bytes = [UInt8]()
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1000, alignment: 16)
            defer { buffer.deallocate() }
            while bytes.count < length {
                let count = try read(buffer)
                guard count > 0 else { throw BuildError(.internalError, "the body ends early") }
                bytes += buffer[..<count]
            }
            return bytes
        }
    }
}

/// Arrives in pieces of seven bytes.
private struct ScriptedBody: HTTPResponseBody {
    let bytes: [UInt8]
    let isCut: Bool

    func read(_ take: (UnsafeRawBufferPointer) throws(BuildError) -> Void) async throws(BuildError) {
        for start in stride(from: 0, to: bytes.count, by: 7) {
            try bytes[start..<min(start + 7, bytes.count)].withUnsafeBufferPointer { piece throws(BuildError) in
                try take(UnsafeRawBufferPointer(piece))
            }
        }
        if isCut { throw BuildError(.unreachable, "the connection broke") }
    }

    func discard() async {}
}

struct NoAnswer: Error {}
