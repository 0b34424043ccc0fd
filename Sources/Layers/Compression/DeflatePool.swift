import Diagnostics
import Glibc

/// A ring of blocks and the threads that compress them.
///
/// Blocks are numbered in the order of the stream; block `n` lives in place `n % capacity`. A block belongs to the
/// sink until it is submitted, to one thread until it is done, and then to the sink again.
final class DeflatePool {
    private let queue: DeflateQueue
    private var threads: [pthread_t] = []

    /// - Throws: `store` if no thread can be started.
    init(level: DeflateLevel, threads count: Int) throws(BuildError) {
        queue = DeflateQueue(level: level, capacity: count + 2)
        for _ in 0..<count {
            guard let thread = DeflatePool.start(queue) else { break }
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
        for thread in threads { pthread_join(thread, nil) }
        threads = []
    }

    private static func start(_ queue: DeflateQueue) -> pthread_t? {
        let context = Unmanaged.passRetained(queue)
        var thread = pthread_t()
        let status = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<DeflateQueue>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, context.toOpaque())
        guard status == 0 else {
            context.release()
            return nil
        }
        return thread
    }
}

/// What the sink and the threads share. Every variable is used under the lock.
private final class DeflateQueue: @unchecked Sendable {
    let blocks: [DeflateBlock]
    private let level: DeflateLevel
    private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var isDone: [Bool]
    private var submitted = 0
    private var taken = 0
    private var isClosed = false

    init(level: DeflateLevel, capacity: Int) {
        self.level = level
        blocks = (0..<capacity).map { _ in DeflateBlock() }
        isDone = Array(repeating: false, count: capacity)
        pthread_mutex_init(lock, nil)
        pthread_cond_init(changed, nil)
    }

    deinit {
        pthread_cond_destroy(changed)
        pthread_mutex_destroy(lock)
        changed.deallocate()
        lock.deallocate()
    }

    func submit(_ number: Int) {
        locked {
            isDone[number % blocks.count] = false
            submitted = number + 1
        }
    }

    func waitForBlock(_ number: Int) {
        locked {
            while !isDone[number % blocks.count] { pthread_cond_wait(changed, lock) }
        }
    }

    func close() {
        locked { isClosed = true }
    }

    /// A thread's work: compresses block after block until the queue is closed.
    func run() {
        let deflater = Deflater(level: level)
        while let place = take() {
            blocks[place].compress(with: deflater)
            locked { isDone[place] = true }
        }
    }

    private func take() -> Int? {
        locked {
            while !isClosed, taken == submitted { pthread_cond_wait(changed, lock) }
            if isClosed { return nil }
            taken += 1
            return (taken - 1) % blocks.count
        }
    }

    /// Runs `body` under the lock, then wakes whoever waits for what it changed.
    private func locked<Result>(_ body: () -> Result) -> Result {
        pthread_mutex_lock(lock)
        defer {
            pthread_cond_broadcast(changed)
            pthread_mutex_unlock(lock)
        }
        return body()
    }
}

/// The processors that are there.
func onlineProcessors() -> Int {
    max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
}
