package import Diagnostics
import Glibc
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
        let number = body.start()
        if number != 0 {
            let error = BuildError(Errno(rawValue: number), .internalError, "no thread can be started")
            continuation.resume(returning: .failure(error))
        }
    }
    return try result.get()
}

/// What a thread runs, handed to it through the C library.
private final class ThreadBody: Sendable {
    /// Does the work, and returns what tells of it: called once the work itself is released.
    private let run: @Sendable () -> @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> @Sendable () -> Void) {
        self.run = run
    }

    /// Starts a detached thread; returns pthread_create(3)'s error number, 0 for none.
    func start() -> Int32 {
        let body = Unmanaged.passRetained(self)
        var thread = pthread_t()
        let number = pthread_create(
            &thread, nil,
            { body in
                guard let body else { return nil }
                let tell = ThreadBody.work(body)
                tell()
                return nil
            }, body.toOpaque())
        if number == 0 { pthread_detach(thread) } else { body.release() }
        return number
    }

    private static func work(_ body: UnsafeMutableRawPointer) -> @Sendable () -> Void {
        Unmanaged<ThreadBody>.fromOpaque(body).takeRetainedValue().run()
    }
}
