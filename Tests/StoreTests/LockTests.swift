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
            try holder?.share(7..<8)
            let copy = dup(try #require(holder).descriptor)
            defer { close(copy) }
            let other = try LockedBytes(path: "\(path)/claims")
            #expect(try other.holder(of: 7..<8) != nil)
            holder = nil
            #expect(try other.holder(of: 7..<8) == nil)
        }
    }

    @Test("all that nobody has is taken at once, and what somebody has is told")
    func takingTheRest() throws {
        try withDirectory { path in
            let holders = try ([3..<4, 9..<10, 10..<12, 99..<100] as [Range<Int64>]).map { bytes in
                let holder = try LockedBytes(path: "\(path)/claims")
                try holder.share(bytes)
                return holder
            }
            let taker = try LockedBytes(path: "\(path)/claims")
            let others = try taker.takeFree(of: 0..<100)
            #expect(others.flatMap(Array.init) == [3, 9, 10, 11, 99])
            let late = try LockedBytes(path: "\(path)/claims")
            for byte in Int64(0)..<101 {
                let isFree = others.contains { $0.contains(byte) } || byte == 100
                #expect(try late.take(byte..<byte + 1, isShared: true) == isFree)
            }
            withExtendedLifetime((holders, taker)) {}
        }
    }

    @Test("whoever claims thousands of things keeps each of them")
    func manyClaims() throws {
        try withStore { store in
            let claims = try Claims(in: store.directory)
            for number in Int64(1)...5000 { try claims.claim(.snapshot(number)) }
            let claimed = try store.claims.beginSeizure().takeAll()
            #expect((Int64(1)...5000).allSatisfy { claimed.contains(.snapshot($0)) })
        }
    }

    @Test("a claim keeps what it stands for, and nothing else")
    func claimedItems() throws {
        try withStore { store in
            let claims = try Claims(in: store.directory)
            for number in [2, 5, 6] as [Int64] { try claims.claim(.snapshot(number)) }
            try claims.claim(.blob(key("used")))
            let claimed = try store.claims.beginSeizure().takeAll()
            #expect((Int64(0)..<9).filter { claimed.contains(.snapshot($0)) } == [2, 5, 6])
            #expect(claimed.contains(.blob(key("used"))) && !claimed.contains(.blob(key("unused"))))
            withExtendedLifetime(claims) {}
        }
    }
}
