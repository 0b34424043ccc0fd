import ImageModel
import Synchronization
import Transport

/// A registry that takes uploads, with a fault now and then.
final class UploadServer: Sendable {
    struct State {
        var blobs = Set<Digest>()
        var uploads = [Int: [UInt8]]()
        var next = 1
        var faults = [Fault]()
    }

    /// What the next request that carries bytes is answered with.
    enum Fault {
        /// The connection breaks after so many of its bytes were kept.
        case cut(kept: Int)
        case status(Int)
        /// The upload is forgotten, and the connection breaks.
        case lost
    }

    let state: Mutex<State>
    let chunkHeaders: HTTPHeaders
    let uploadPath: String
    let isStatusKnown: Bool

    init(
        _ faults: [Fault] = [], chunkHeaders: HTTPHeaders = [:], uploadPath: String = "/up/", isStatusKnown: Bool = true
    ) {
        state = Mutex(State(faults: faults))
        self.chunkHeaders = chunkHeaders
        self.uploadPath = uploadPath
        self.isStatusKnown = isStatusKnown
    }

    var transport: ScriptedTransport { ScriptedTransport { try self.answer($0) } }
    var uploads: Int { state.withLock { $0.uploads.count } }

    func has(_ bytes: [UInt8]) -> Bool { state.withLock { $0.blobs.contains(Digest(of: bytes)) } }

    private func answer(_ exchange: ScriptedTransport.Exchange) throws -> ScriptedTransport.Answer {
        try state.withLock { state in
            let path = String(exchange.url.target.prefix { $0 != "?" })
            if exchange.method == .head {
                let digest = try Digest(parsing: String(path.split(separator: "/").last ?? ""))
                return .status(state.blobs.contains(digest) ? 200 : 404)
            }
            if exchange.method == .post {
                state.uploads[state.next] = []
                state.next += 1
                return accepted(state.next - 1, 0)
            }
            guard let number = Int(path.split(separator: "/").last ?? "") else { return .status(200) }
            guard let kept = state.uploads[number] else { return .status(404) }
            if exchange.method == .delete {
                state.uploads[number] = nil
                return .status(204)
            }
            if exchange.method == .get {
                return isStatusKnown ? accepted(number, kept.count, status: 204) : .status(404)
            }
            if !state.faults.isEmpty, !exchange.body.isEmpty {
                switch state.faults.removeFirst() {
                case .status(let status): return .status(status)
                case .cut(let count): state.uploads[number] = kept + exchange.body.prefix(count)
                case .lost: state.uploads[number] = nil
                }
                throw NoAnswer()
            }
            if exchange.method == .patch {
                guard exchange.headers["Content-Range"] == "\(kept.count)-\(kept.count + exchange.body.count - 1)"
                else {
                    return .status(416)
                }
                state.uploads[number] = kept + exchange.body
                return accepted(number, kept.count + exchange.body.count)
            }
            let digest = Digest(of: kept + exchange.body)
            guard exchange.query.contains("digest=sha256%3A\(digest.hex)") else {
                return .status(400, [:], "{\"errors\":[{\"code\":\"DIGEST_INVALID\"}]}")
            }
            state.uploads[number] = nil
            state.blobs.insert(digest)
            return .status(201, ["Docker-Content-Digest": digest.description])
        }
    }

    private func accepted(_ number: Int, _ count: Int, status: Int = 202) -> ScriptedTransport.Answer {
        var headers = chunkHeaders
        headers["Location"] = "\(uploadPath)\(number)"
        headers["Range"] = "0-\(max(0, count - 1))"
        return .status(status, headers)
    }
}
