import Glibc

/// A thread that its owner waits for, so that what it uses is the owner's own again.
struct JoinedThread {
    private let thread: pthread_t

    /// Starts a thread; nil if the machine has none left.
    init?(_ body: @escaping () -> Void) {
        let context = Unmanaged.passRetained(Body(run: body))
        var thread = pthread_t()
        let status = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, context.toOpaque())
        guard status == 0 else {
            context.release()
            return nil
        }
        self.thread = thread
    }

    /// Waits until the thread has ended. Called once.
    func join() {
        pthread_join(thread, nil)
    }

    private final class Body {
        let run: () -> Void

        init(run: @escaping () -> Void) { self.run = run }
    }
}
