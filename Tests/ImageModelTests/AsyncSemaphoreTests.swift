import Diagnostics
import Synchronization
import Testing

@testable import ImageModel

/// What several tasks see of each other.
private final class Shared: Sendable {
    let running = Mutex((now: 0, most: 0, all: 0))
    let hasRun = Mutex(false)
}

struct AsyncSemaphoreTests {
    private let shared = Shared()

    @Test("no more than so many run at once, and all of them run")
    func limit() async throws {
        let semaphore = AsyncSemaphore(3)
        try await withThrowingTaskGroup { group in
            for _ in 0..<50 {
                group.addTask { [shared] in
                    try await semaphore.withPermit { () async throws(BuildError) in
                        shared.running.withLock { state in
                            state.now += 1
                            state.most = max(state.most, state.now)
                        }
                        for _ in 0..<10 { await Task.yield() }
                        shared.running.withLock { state in
                            state.now -= 1
                            state.all += 1
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(shared.running.withLock { $0.most } <= 3)
        #expect(shared.running.withLock { $0.all } == 50)
    }

    @Test("a task that is cancelled while it waits, or before, does not run, and takes nothing from others")
    func cancellation() async throws {
        let semaphore = AsyncSemaphore(1)
        try await semaphore.withPermit { () async throws(BuildError) in
            let waiting = Task { [shared] in
                try await semaphore.withPermit { () async throws(BuildError) in shared.hasRun.withLock { $0 = true } }
            }
            for _ in 0..<100 { await Task.yield() }
            waiting.cancel()
            let result = await waiting.result
            #expect(throws: BuildError.self) { try result.get() }
        }
        #expect(!shared.hasRun.withLock { $0 })
        let free = try await semaphore.withPermit { () async throws(BuildError) in true }
        #expect(free)
    }
}
