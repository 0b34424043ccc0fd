import Diagnostics
import Glibc
import Testing

@testable import Layers

@Suite struct BlockingThreadTests {
    @Test("work runs on a thread of its own and its result comes back")
    func result() async throws {
        let here = pthread_self()
        let there = try await blockingThread { () throws(BuildError) in pthread_self() }
        #expect(pthread_equal(here, there) == 0)
    }

    @Test("what the work throws comes back")
    func failure() async {
        await #expect(throws: BuildError.self) {
            try await blockingThread { () throws(BuildError) -> Int in throw BuildError(.store, "no") }
        }
    }

    @Test("what the work held is let go when its result comes back", arguments: 1...20)
    func release(_ round: Int) async throws {
        final class Held: Sendable {}
        weak var held: Held?
        do {
            let object = Held()
            held = object
            try await blockingThread { () throws(BuildError) in withExtendedLifetime(object) {} }
        }
        #expect(held == nil)
    }

    @Test("more blocking calls than there are processors wait at the same time", arguments: 1...3)
    func concurrency(_ round: Int) async throws {
        // Each of the readers blocks until the last one has begun.
        let count = 16
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        let (reading, writing) = (ends[0], ends[1])
        defer {
            close(reading)
            close(writing)
        }
        let bytes = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<count {
                group.addTask {
                    try await blockingThread { () throws(BuildError) in
                        var byte: UInt8 = 0
                        return read(reading, &byte, 1)
                    }
                }
            }
            group.addTask {
                try await blockingThread { () throws(BuildError) in
                    write(writing, [UInt8](repeating: 1, count: count), count) - count
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(bytes == count)
    }
}
