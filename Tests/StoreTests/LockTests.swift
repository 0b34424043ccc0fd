import Glibc
import Testing

@testable import Store

struct LockTests {
    @Test("a lock ends with its holder, whoever else has got the descriptor by a fork")
    func forkedDescriptor() throws {
        try withDirectory { path in
            func lock() throws -> LockedFile? { try LockedFile(path: "\(path)/lock", wait: false) }
            var holder = try lock()
            let copy = dup(try #require(holder).descriptor)
            defer { close(copy) }
            #expect(try lock() == nil)
            holder = nil
            #expect(try lock() != nil)
        }
    }

    @Test("claims end with their process, whoever else has got the descriptor by a fork")
    func forkedClaims() throws {
        try withDirectory { path in
            var holder: LockedBytes? = try LockedBytes(path: "\(path)/claims")
            try holder?.share(7)
            let copy = dup(try #require(holder).descriptor)
            defer { close(copy) }
            let other = try LockedBytes(path: "\(path)/claims")
            #expect(try other.isTaken(7))
            holder = nil
            #expect(try !other.isTaken(7))
        }
    }
}
