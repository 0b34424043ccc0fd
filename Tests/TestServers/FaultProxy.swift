import Synchronization

/// Stands before a server on 127.0.0.1 as if it were that server, records what it is asked, and misbehaves on request.
package final class FaultProxy: Sendable {
    private struct Rule {
        let fault: Fault
        let method: String?
        let path: String
        var count: Int
    }

    private let script: Script
    private let server: LoopbackServer

    /// - Parameters:
    ///   - upstreamPort: where the server listens, in plain http. Faults that need no server work without one.
    ///   - certificate: what it shows if it shall speak TLS.
    package init(upstreamPort: Int = 0, certificate: TestCertificate? = nil) async throws {
        let script = Script()
        self.script = script
        server = try await LoopbackServer(certificate: certificate) { exchange in
            let fault = script.next(exchange)
            defer { script.state.withLock { $0.current -= 1 } }
            try await FaultyExchange(exchange, upstreamPort: upstreamPort).run(fault)
        }
    }

    package var port: Int { server.port }

    /// All that was asked so far, in order.
    package var requests: [RecordedRequest] { script.state.withLock { $0.requests } }

    /// How many requests were being answered at the same time, at the most.
    package var mostAtOnce: Int { script.state.withLock { $0.most } }

    /// Does `fault` to the next `count` requests of this method whose target contains `path`. The oldest rule that fits
    /// is followed.
    package func inject(_ fault: Fault, method: String? = nil, path: String = "", count: Int = 1) {
        script.state.withLock { $0.rules.append(Rule(fault: fault, method: method, path: path, count: count)) }
    }

    package func stop() async {
        await server.stop()
    }

    private final class Script: Sendable {
        struct State {
            var rules = [Rule]()
            var requests = [RecordedRequest]()
            var current = 0
            var most = 0
        }

        let state = Mutex(State())

        /// Records a request and says what to do wrong with it.
        func next(_ exchange: Exchange) -> Fault? {
            let request = exchange.request
            return state.withLock { state in
                state.requests.append(request)
                state.current += 1
                state.most = max(state.most, state.current)
                let fitting = state.rules.firstIndex { rule in
                    rule.count > 0 && rule.method ?? request.method == request.method
                        && (rule.path.isEmpty || request.target.contains(rule.path))
                }
                guard let fitting else { return nil }
                state.rules[fitting].count -= 1
                return state.rules[fitting].fault
            }
        }
    }
}
