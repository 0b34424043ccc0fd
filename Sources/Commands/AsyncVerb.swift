import ArgumentParser
import Diagnostics
import Dispatch
import Synchronization

/// A verb that waits for the network but needs neither the store nor namespaces of its own.
protocol AsyncVerb: ParsableCommand, Sendable {
    func run(_ session: Session) async throws
}

extension AsyncVerb {
    func run() throws {
        let verb = self
        let ended = DispatchSemaphore(value: 0)
        let result = Mutex(Result<Void, any Error>.success(()))
        Task.detached {
            do {
                try await verb.run(Session())
            } catch {
                result.withLock { $0 = .failure(error) }
            }
            ended.signal()
        }
        ended.wait()
        try result.withLock { $0 }.get()
    }
}
