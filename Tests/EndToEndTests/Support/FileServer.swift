import FoundationEssentials
import Synchronization
import TestServers

/// Serves the files of a directory over HTTP or HTTPS, with an entity tag each, and remembers what was asked.
final class FileServer: Sendable {
    private let server: LoopbackServer
    private let scheme: String
    private let asked: Asked

    private final class Asked: Sendable {
        let answers = Mutex([String]())
        let shown = Mutex([String]())
    }

    /// - Parameters:
    ///   - authorization: what is to be shown for each file; nil for nothing.
    ///   - redirects: where paths lead.
    ///   - certificate: what it shows if it shall speak TLS.
    init(
        of directory: String, headers: [String: String] = [:], authorization: String? = nil,
        redirects: [String: String] = [:], certificate: TestCertificate? = nil
    ) async throws {
        let asked = Asked()
        self.asked = asked
        scheme = certificate == nil ? "http" : "https"
        server = try await LoopbackServer(certificate: certificate) { exchange in
            let target = exchange.request.target.prefix { $0 != "?" }
            let path = String(target.replacing("%20", with: " "))
            let shown = exchange.request.header("Authorization")
            if let shown { asked.shown.withLock { $0.append(shown) } }
            if let authorization, shown != authorization { return try await exchange.answer(401) }
            if let place = redirects[path] { return try await exchange.answer(302, ["Location": place]) }
            guard !path.contains(".."), let content = try? Data(contentsOf: URL(filePath: directory + path)) else {
                asked.answers.withLock { $0.append("404 \(path)") }
                return try await exchange.answer(404)
            }
            let tag = "\"\(content.reduce(UInt64(5381)) { $0 &* 33 &+ UInt64($1) })\""
            let isKnown = exchange.request.header("If-None-Match") == tag
            asked.answers.withLock { $0.append("\(isKnown ? 304 : 200) \(path)") }
            let fields = ["ETag": tag].merging(headers) { $1 }
            if isKnown {
                try await exchange.answer(304, fields)
            } else {
                try await exchange.answer(200, fields, Array(content))
            }
        }
    }

    /// `http://127.0.0.1:PORT`, or the same with `https`.
    var address: String { "\(scheme)://127.0.0.1:\(server.port)" }

    /// Each answer's status and path since the last call.
    func answers() -> [String] {
        asked.answers.withLock { answers in
            defer { answers = [] }
            return answers
        }
    }

    /// What it was shown as `Authorization` so far.
    var shown: [String] { asked.shown.withLock { $0 } }

    func stop() async { await server.stop() }
}
