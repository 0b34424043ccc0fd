package import Diagnostics

/// Lets a thread read a source as far ahead as a few buffers reach, while `body` uses what was read before: the bytes are
/// made on one processor and used on another.
///
/// The source is the caller's again afterwards; the thread may then have read more of it than `body` did.
///
/// - Throws: what `body` and the source throw; `store` if no thread can be started.
package func readingAhead<Value>(
    of source: any ByteSource, _ body: (any ByteSource) throws(BuildError) -> Value
) throws(BuildError) -> Value {
    try BytePipe.run(
        { pipe throws(BuildError) in
            while let buffer = pipe.reserve() {
                let count = try source.read(into: buffer)
                if count == 0 { return }
                pipe.publish(count)
            }
        }, body)
}

/// Lets a thread write a stream of bytes that `body` reads, a few buffers behind.
///
/// `body` must read to the end, if it is to know that the stream is whole. Where it ends before, the sink throws
/// `interrupted`.
///
/// - Throws: what `write`, as soon as `body` reads on, and `body` throw; `store` if no thread can be started.
package func readingStream<Value>(
    from write: @escaping (any ByteSink) throws(BuildError) -> Void,
    _ body: (any ByteSource) throws(BuildError) -> Value
) throws(BuildError) -> Value {
    try BytePipe.run(
        { pipe throws(BuildError) in
            let sink = PipeSink(pipe)
            try write(sink)
            sink.finish()
        }, body)
}

/// Lets a task write a stream of bytes that `body` reads, on a thread of its own, a few buffers behind.
///
/// - Throws: as the other function of this name does.
package func readingStream<Value: Sendable>(
    from write: (any ByteSink) async throws(BuildError) -> Void,
    _ body: @escaping @Sendable (any ByteSource) throws(BuildError) -> Value
) async throws -> Value {
    let pipe = BytePipe()
    async let value = blockingThread { () throws(BuildError) in
        defer { pipe.close() }
        return try body(PipeSource(pipe))
    }
    do throws(BuildError) {
        let sink = PipeSink(pipe)
        try await write(sink)
        sink.finish()
        pipe.end(.success(()))
    } catch {
        pipe.end(.failure(error))
    }
    return try await value
}

/// A few buffers that one thread fills and another empties, in turn.
final class BytePipe: @unchecked Sendable {
    private static let capacity = 4
    private static let bufferSize = 256 << 10

    private struct State {
        /// How many buffers have been filled and emptied so far. Buffer `n` lies in place `n % capacity`.
        var filled = 0
        var emptied = 0
        var counts = [Int](repeating: 0, count: capacity)
        /// How the stream has ended: with or without an error.
        var end: Result<Void, BuildError>?
        var isClosed = false
    }

    private let storage = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity * bufferSize, alignment: 4096)
    private let state = Monitor(State())

    deinit { storage.deallocate() }

    /// Runs `write` on a thread of its own, and `read` on this one.
    static func run<Value>(
        _ write: @escaping (BytePipe) throws(BuildError) -> Void,
        _ read: (any ByteSource) throws(BuildError) -> Value
    ) throws(BuildError) -> Value {
        let pipe = BytePipe()
        guard let thread = JoinedThread({ pipe.end(Result { () throws(BuildError) in try write(pipe) }) }) else {
            throw BuildError(.store, "no thread can be started for a stream")
        }
        defer {
            pipe.close()
            thread.join()
        }
        return try read(PipeSource(pipe))
    }

    /// The next buffer, as soon as there is a free one, to be filled and then published; nil once nobody reads any more.
    func reserve() -> UnsafeMutableRawBufferPointer? {
        freeBuffer().map(buffer)
    }

    /// Hands on the first bytes, one at least, of the buffer that was reserved.
    func publish(_ count: Int) {
        state.change { state in
            state.counts[state.filled % Self.capacity] = count
            state.filled += 1
        }
    }

    private func buffer(_ number: Int) -> UnsafeMutableRawBufferPointer {
        let start = number % Self.capacity * Self.bufferSize
        return UnsafeMutableRawBufferPointer(rebasing: storage[start..<start + Self.bufferSize])
    }

    /// Nil once nobody reads any more.
    private func freeBuffer() -> Int? {
        state.wait { state -> Int?? in
            if state.isClosed { return .some(nil) }
            guard state.filled - state.emptied < Self.capacity else { return nil }
            return state.filled
        }
    }

    /// The buffer that is next in order; nil at the end. The one before is free from now on.
    fileprivate func next(after previous: Bool) throws(BuildError) -> UnsafeRawBufferPointer? {
        if previous { state.change { $0.emptied += 1 } }
        let next = state.wait { state -> Result<(number: Int, count: Int)?, BuildError>? in
            let number = state.emptied
            if number < state.filled { return .success((number, state.counts[number % Self.capacity])) }
            return state.end.map { end in end.map { nil } }
        }
        return try next.get().map { UnsafeRawBufferPointer(rebasing: buffer($0.number)[..<$0.count]) }
    }

    fileprivate func end(_ result: Result<Void, BuildError>) {
        state.change { $0.end = result }
    }

    fileprivate func close() {
        state.change { $0.isClosed = true }
    }
}

/// The filling thread's view: small writes share a buffer.
private final class PipeSink: ByteSink {
    private let pipe: BytePipe
    /// What is free of the buffer that is being filled.
    private var free = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    private var filled = 0

    init(_ pipe: BytePipe) {
        self.pipe = pipe
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(BuildError) {
        var rest = bytes
        while !rest.isEmpty {
            if free.isEmpty {
                finish()
                guard let next = pipe.reserve() else {
                    throw BuildError(.interrupted, "nobody reads the stream any more")
                }
                free = next
            }
            let part = rest.prefix(free.count)
            free.copyMemory(from: UnsafeRawBufferPointer(rebasing: part))
            free = UnsafeMutableRawBufferPointer(rebasing: free.dropFirst(part.count))
            filled += part.count
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(part.count))
        }
    }

    func finish() {
        if filled > 0 { pipe.publish(filled) }
        filled = 0
        free = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    }
}

/// The emptying thread's view.
private final class PipeSource: ByteSource {
    private let pipe: BytePipe
    private var rest = UnsafeRawBufferPointer(start: nil, count: 0)
    private var hasBuffer = false

    init(_ pipe: BytePipe) {
        self.pipe = pipe
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(BuildError) -> Int {
        if rest.isEmpty {
            let next = try pipe.next(after: hasBuffer)
            hasBuffer = next != nil
            guard let next else { return 0 }
            rest = next
        }
        let part = UnsafeRawBufferPointer(rebasing: rest.prefix(buffer.count))
        buffer.copyMemory(from: part)
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(part.count))
        return part.count
    }
}
