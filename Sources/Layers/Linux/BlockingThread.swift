package import Diagnostics
import Glibc
import Synchronization
import SystemPackage

/// Runs work that blocks in system calls on a thread of its own, so that it never occupies one of the few threads that
/// Swift's tasks share.
///
/// The work doesn't see the task's cancellation: what it has begun, it ends. What it holds, such as open files on a file
/// system that is to be unmounted, it has let go when this returns.
///
/// - Throws: what the work throws, or `internalError` if the machine has no thread left.
package func blockingThread<Value: Sendable>(
    _ work: @escaping @Sendable () throws(BuildError) -> Value
) async throws(BuildError) -> Value {
    let result = await withCheckedContinuation {
        (continuation: CheckedContinuation<Result<Value, BuildError>, Never>) in
        let body = ThreadBody {
            let result = Result(catching: work)
            return { continuation.resume(returning: result) }
        }
        let number = WorkerThread.run(body)
        if number != 0 {
            let error = BuildError(Errno(rawValue: number), .internalError, "no thread can be started")
            continuation.resume(returning: .failure(error))
        }
    }
    return try result.get()
}

/// What a thread runs.
private final class ThreadBody: Sendable {
    /// Does the work, and returns what tells of it: called once the work itself is released.
    let run: @Sendable () -> @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> @Sendable () -> Void) {
        self.run = run
    }
}

/// A thread that waits for more work once it has done what it was started for: to start one takes longer than most work.
private final class WorkerThread: Sendable {
    private static let idle = Mutex<[WorkerThread]>([])
    /// How many wait; others end.
    private static let mostIdle = 4

    private let next: Monitor<ThreadBody?>

    private init(_ body: ThreadBody) {
        next = Monitor(body)
    }

    /// Runs something on a thread that waits, or on a new one.
    ///
    /// - Returns: pthread_create(3)'s error number, 0 for none.
    static func run(_ body: ThreadBody) -> Int32 {
        if let thread = idle.withLock({ $0.popLast() }) {
            thread.next.change { $0 = body }
            return 0
        }
        return WorkerThread(body).start()
    }

    private func start() -> Int32 {
        let context = Unmanaged.passRetained(self)
        var thread = pthread_t()
        let number = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                let thread = Unmanaged<WorkerThread>.fromOpaque(context).takeRetainedValue()
                while thread.work() {}
                return nil
            }, context.toOpaque())
        if number == 0 { pthread_detach(thread) } else { context.release() }
        return number
    }

    /// Does the next work, and tells of it when this thread can be had again.
    ///
    /// - Returns: whether it waits for more.
    private func work() -> Bool {
        let tell = takeNext().run()
        let waits = Self.idle.withLock { idle in
            if idle.count < Self.mostIdle { idle.append(self) }
            return idle.last === self
        }
        tell()
        return waits
    }

    private func takeNext() -> ThreadBody {
        next.wait { body in
            defer { body = nil }
            return body
        }
    }
}
