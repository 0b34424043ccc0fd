package import Diagnostics
import Synchronization

/// How far a file has been written that is read at the same time.
package final class FileGrowth: Sendable {
    private struct Waiter {
        let number: Int
        let size: Int64
        let continuation: CheckedContinuation<Void, Never>
    }

    private struct State {
        var size: Int64 = 0
        var end: Result<Digest, BuildError>?
        var next = 0
        var waiters = [Waiter]()

        /// Takes out those who have nothing to wait for any more.
        mutating func takeReady() -> [Waiter] {
            let isReady = { [size, end] (waiter: Waiter) in end != nil || waiter.size <= size }
            defer { waiters.removeAll(where: isReady) }
            return waiters.filter(isReady)
        }
    }

    private let state = Mutex(State())

    package init() {}

    /// Takes that so many bytes are there.
    package func grow(to size: Int64) {
        change { $0.size = size }
    }

    /// Takes that all bytes are there, with their digest, or why they will never be.
    package func end(_ result: Result<Digest, BuildError>) {
        change { $0.end = result }
    }

    /// The digest of all bytes, once it is known.
    package var digest: Digest? { state.withLock { try? $0.end?.get() } }

    /// Waits, without a thread, until so many bytes are there, or all that there will be.
    ///
    /// - Returns: how many are there.
    /// - Throws: why the rest will never be there; `interrupted` if the task is cancelled.
    package func wait(for size: Int64) async throws(BuildError) -> Int64 {
        let number = state.withLock { state in
            state.next += 1
            return state.next
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { enter(Waiter(number: number, size: size, continuation: $0)) }
        } onCancel: {
            leave(number)
        }
        if Task.isCancelled { throw BuildError(.interrupted, "interrupted while waiting for a blob") }
        return try state.withLock { state throws(BuildError) in
            _ = try state.end?.get()
            return state.size
        }
    }

    /// Cancellation is looked at under the lock: one that comes later finds the waiter.
    private func enter(_ waiter: Waiter) {
        let isWaiting = state.withLock { state in
            if Task.isCancelled || state.end != nil || state.size >= waiter.size { return false }
            state.waiters.append(waiter)
            return true
        }
        if !isWaiting { waiter.continuation.resume() }
    }

    private func leave(_ number: Int) {
        let waiter = state.withLock { state in
            state.waiters.firstIndex { $0.number == number }.map { state.waiters.remove(at: $0) }
        }
        waiter?.continuation.resume()
    }

    private func change(_ body: (inout State) -> Void) {
        let ready = state.withLock { state in
            body(&state)
            return state.takeReady()
        }
        for waiter in ready { waiter.continuation.resume() }
    }
}
