import Diagnostics

/// Lets a thread read a source as far ahead as a few buffers reach, while `body` uses what was read before: the bytes are
/// made on one processor and used on another.
///
/// The source is the caller's again afterwards; the thread may then have read more of it than `body` did.
///
/// - Throws: what `body` and the source throw; `store` if no thread can be started.
func readingAhead<Value>(
    of source: any ByteSource, _ body: (any ByteSource) throws(BuildError) -> Value
) throws(BuildError) -> Value {
    let ring = ReadAheadRing()
    guard let thread = JoinedThread({ ring.fill(from: source) }) else {
        throw BuildError(.store, "a thread to read ahead can't be started")
    }
    defer {
        ring.close()
        thread.join()
    }
    return try body(ReadAheadSource(ring))
}

/// The buffers that one thread fills and another empties, in turn.
private final class ReadAheadRing {
    private static let capacity = 4
    private static let bufferSize = 256 << 10

    private struct State {
        /// How many buffers have been filled and emptied so far. Buffer `n` lies in place `n % capacity`.
        var filled = 0
        var emptied = 0
        var counts = [Int](repeating: 0, count: capacity)
        /// How the source has ended: with or without an error.
        var end: Result<Void, BuildError>?
        var isClosed = false
    }

    private let storage = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity * bufferSize, alignment: 4096)
    private let state = Monitor(State())

    deinit { storage.deallocate() }

    private func buffer(_ number: Int) -> UnsafeMutableRawBufferPointer {
        let start = number % Self.capacity * Self.bufferSize
        return UnsafeMutableRawBufferPointer(rebasing: storage[start..<start + Self.bufferSize])
    }

    /// The filling thread's work.
    func fill(from source: any ByteSource) {
        while let number = freeBuffer() {
            do throws(BuildError) {
                let count = try source.read(into: buffer(number))
                state.change { state in
                    state.counts[number % Self.capacity] = count
                    if count > 0 { state.filled += 1 } else { state.end = .success(()) }
                }
                if count == 0 { return }
            } catch {
                return state.change { $0.end = .failure(error) }
            }
        }
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
    func next(after previous: Bool) throws(BuildError) -> UnsafeRawBufferPointer? {
        if previous { state.change { $0.emptied += 1 } }
        let next = state.wait { state -> Result<(number: Int, count: Int)?, BuildError>? in
            let number = state.emptied
            if number < state.filled { return .success((number, state.counts[number % Self.capacity])) }
            return state.end.map { end in end.map { nil } }
        }
        return try next.get().map { UnsafeRawBufferPointer(rebasing: buffer($0.number)[..<$0.count]) }
    }

    func close() {
        state.change { $0.isClosed = true }
    }
}

/// The emptying thread's view.
private final class ReadAheadSource: ByteSource {
    private let ring: ReadAheadRing
    private var rest = UnsafeRawBufferPointer(start: nil, count: 0)
    private var hasBuffer = false

    init(_ ring: ReadAheadRing) {
        self.ring = ring
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(BuildError) -> Int {
        if rest.isEmpty {
            let next = try ring.next(after: hasBuffer)
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
