package import Diagnostics
import Synchronization

/// Lets so many tasks through at once; the others wait in order, without a thread.
package final class AsyncSemaphore: Sendable {
    private struct Waiter {
        let number: Int
        let continuation: CheckedContinuation<Bool, Never>
    }

    private struct State {
        var free: Int
        var next = 0
        var waiters = [Waiter]()
    }

    private let state: Mutex<State>

    package init(_ permits: Int) {
        state = Mutex(State(free: permits))
    }

    /// Runs `body` once there is room.
    ///
    /// - Throws: `interrupted` if the task is cancelled while it waits; what `body` throws.
    package func withPermit<Value>(
        _ body: () async throws(BuildError) -> Value
    ) async throws(BuildError) -> Value {
        guard await wait() else { throw BuildError(.interrupted, "interrupted while waiting for other transfers") }
        defer { signal() }
        return try await body()
    }

    /// Waits for a permit, which is to be given back by `signal`.
    ///
    /// - Returns: whether it was given; it is not to a cancelled task.
    package func wait() async -> Bool {
        let number = state.withLock { state in
            state.next += 1
            return state.next
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { enter(Waiter(number: number, continuation: $0)) }
        } onCancel: {
            leave(number)
        }
    }

    /// Cancellation is looked at under the lock: one that comes later finds the waiter in the queue.
    private func enter(_ waiter: Waiter) {
        let isGranted: Bool? = state.withLock { state in
            if Task.isCancelled { return false }
            if state.free > 0 {
                state.free -= 1
                return true
            }
            state.waiters.append(waiter)
            return nil
        }
        if let isGranted { waiter.continuation.resume(returning: isGranted) }
    }

    private func leave(_ number: Int) {
        let waiter = state.withLock { state in
            state.waiters.firstIndex { $0.number == number }.map { state.waiters.remove(at: $0) }
        }
        waiter?.continuation.resume(returning: false)
    }

    /// Gives a permit back.
    package func signal() {
        let next: Waiter? = state.withLock { state in
            guard !state.waiters.isEmpty else {
                state.free += 1
                return nil
            }
            return state.waiters.removeFirst()
        }
        next?.continuation.resume(returning: true)
    }
}
