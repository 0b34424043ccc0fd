import SystemPackage

/// Threads that fill files with what takes long, their content, while the walk that makes them goes on.
///
/// Files are filled in no particular order. Few wait at a time, since each holds two descriptors.
final class FileFillers {
    /// A new file, what its content is copied from, and its path, for errors.
    struct Job {
        let source: OpenFile
        let file: OpenFile
        let status: FileStatus
        let path: FilePath
    }

    struct Failure: Error {
        let number: Errno
        let path: FilePath
    }

    private struct State {
        var jobs: [Job] = []
        var failure: Failure?
        var isClosed = false
    }

    private static let capacity = 64
    private static let mostThreads = 4

    private let state = Monitor(State())
    private let fill: (Job, inout DataCopy) throws(Errno) -> Void
    private var threads: [JoinedThread] = []
    /// What the caller's own thread works with, where no other can be started.
    private var dataCopy = DataCopy()

    /// - Parameter fill: called on several threads at the same time.
    init(_ fill: @escaping (Job, inout DataCopy) throws(Errno) -> Void) {
        self.fill = fill
        for _ in 0..<min(onlineProcessors(), Self.mostThreads) {
            guard let thread = JoinedThread({ [state] in Self.run(state, fill) }) else { break }
            threads.append(thread)
        }
    }

    /// What went wrong with the first file that could not be filled; others may not be filled then.
    var failure: Failure? { state.wait { .some($0.failure) } }

    /// - Throws: what went wrong with a file that was added before.
    func add(_ job: Job) throws(Failure) {
        guard !threads.isEmpty else {
            do throws(Errno) {
                return try fill(job, &dataCopy)
            } catch {
                throw Failure(number: error, path: job.path)
            }
        }
        let failure = state.wait { state -> Failure?? in
            state.failure.map { .some($0) } ?? (state.jobs.count < Self.capacity ? .some(nil) : nil)
        }
        if let failure { throw failure }
        state.change { $0.jobs.append(job) }
    }

    /// Waits until all files are filled, and ends the threads. Harmless a second time.
    func finish() throws(Failure) {
        state.change { $0.isClosed = true }
        for thread in threads { thread.join() }
        threads = []
        if let failure { throw failure }
    }

    private static func run(_ state: Monitor<State>, _ fill: (Job, inout DataCopy) throws(Errno) -> Void) {
        var dataCopy = DataCopy()
        while let job = take(state) {
            do throws(Errno) {
                try fill(job, &dataCopy)
            } catch {
                state.change { $0.failure = $0.failure ?? Failure(number: error, path: job.path) }
            }
        }
    }

    /// The next file; nil once there is none, or it is of no use any more.
    private static func take(_ state: Monitor<State>) -> Job? {
        let job = state.wait { state -> Job?? in
            if state.failure != nil { return .some(nil) }
            if let job = state.jobs.popLast() { return .some(job) }
            return state.isClosed ? .some(nil) : nil
        }
        // There is room for another.
        state.change { _ in }
        return job
    }
}
