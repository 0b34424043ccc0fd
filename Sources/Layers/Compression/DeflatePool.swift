import Diagnostics
import Glibc

/// A ring of blocks and the threads that compress them.
///
/// Blocks are numbered in the order of the stream; block `n` lives in place `n % capacity`. A block belongs to the
/// sink until it is submitted, to one thread until it is done, and then to the sink again.
final class DeflatePool {
    private let queue: DeflateQueue
    private var threads: [JoinedThread] = []

    /// - Throws: `store` if no thread can be started.
    init(level: DeflateLevel, threads count: Int) throws(BuildError) {
        queue = DeflateQueue(level: level, capacity: count + 2)
        for _ in 0..<count {
            guard let thread = JoinedThread({ [queue] in queue.run() }) else { break }
            threads.append(thread)
        }
        if threads.isEmpty { throw BuildError(.store, "threads for compression can't be started") }
    }

    /// How many blocks there are.
    var capacity: Int { queue.blocks.count }

    func block(_ number: Int) -> DeflateBlock { queue.blocks[number % capacity] }

    /// Gives the next block to the threads.
    func submit(_ number: Int) {
        queue.submit(number)
    }

    /// Waits until a submitted block is done.
    func waitForBlock(_ number: Int) -> DeflateBlock {
        queue.waitForBlock(number)
        return block(number)
    }

    /// Ends the threads, which finish the block they are at and take no other. Harmless a second time.
    func stop() {
        queue.close()
        for thread in threads { thread.join() }
        threads = []
    }
}

/// What the sink and the threads share.
private final class DeflateQueue {
    private struct State {
        var isDone: [Bool]
        var submitted = 0
        var taken = 0
        var isClosed = false
    }

    let blocks: [DeflateBlock]
    private let level: DeflateLevel
    private let state: Monitor<State>

    init(level: DeflateLevel, capacity: Int) {
        self.level = level
        blocks = (0..<capacity).map { _ in DeflateBlock() }
        state = Monitor(State(isDone: Array(repeating: false, count: capacity)))
    }

    func submit(_ number: Int) {
        state.change { state in
            state.isDone[number % blocks.count] = false
            state.submitted = number + 1
        }
    }

    func waitForBlock(_ number: Int) {
        state.wait { $0.isDone[number % blocks.count] ? () : nil }
    }

    func close() {
        state.change { $0.isClosed = true }
    }

    /// A thread's work: compresses block after block until the queue is closed.
    func run() {
        let deflater = Deflater(level: level)
        while let place = take() {
            blocks[place].compress(with: deflater)
            state.change { $0.isDone[place] = true }
        }
    }

    private func take() -> Int? {
        state.wait { state -> Int?? in
            if state.isClosed { return .some(nil) }
            guard state.taken < state.submitted else { return nil }
            state.taken += 1
            return (state.taken - 1) % blocks.count
        }
    }
}

/// The processors that are there.
func onlineProcessors() -> Int {
    max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
}
