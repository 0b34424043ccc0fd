import Diagnostics
import ImageModel
import Testing

@Suite("Files that are read while they are written")
struct FileGrowthTests {
    @Test("who waits for bytes goes on when they are there, and at the end whatever was wanted")
    func waiting() async throws {
        let growth = FileGrowth()
        async let some = growth.wait(for: 10)
        async let all = growth.wait(for: .max)
        growth.grow(to: 5)
        growth.grow(to: 12)
        #expect(try await some == 12)
        #expect(try await growth.wait(for: 12) == 12)
        #expect(growth.digest == nil)
        growth.grow(to: 20)
        growth.end(.success(Digest(of: "all".utf8)))
        #expect(try await all == 20)
        #expect(growth.digest == Digest(of: "all".utf8))
    }

    @Test("who waits for what will never be there is told why; who is cancelled does not wait on")
    func failing() async {
        let growth = FileGrowth()
        let cancelled = Task { try await growth.wait(for: 10) }
        cancelled.cancel()
        await #expect(throws: BuildError.self) { try await cancelled.value }
        let some = Task { try await growth.wait(for: 10) }
        growth.end(.failure(BuildError(.diskFull, "the disk is full")))
        let error = await #expect(throws: BuildError.self) { try await some.value }
        #expect(error?.code == .diskFull)
        #expect(growth.digest == nil)
    }
}
