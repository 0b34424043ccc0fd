import Testing

@testable import Sandbox

@Suite struct IdentityMapTests {
    @Test("a map that is the same inside and outside is no user namespace")
    func initial() throws {
        let map = try #require(IdentityMap(parsing: "         0          0 4294967295\n"))
        #expect(map.isInitial)
        #expect(map.contains(0))
        #expect(map.contains(65_534))
        #expect(!map.isSingle)
    }

    @Test("a single id contains nothing else")
    func single() throws {
        let map = try #require(IdentityMap(parsing: "0 1000 1\n"))
        #expect(map.isSingle)
        #expect(map.contains(0))
        #expect(!map.contains(5))
        #expect(!map.isInitial)
    }

    @Test("several ranges contain what lies in one of them")
    func ranges() throws {
        let map = try #require(IdentityMap(parsing: "0 1000 1\n1 100000 65536\n"))
        #expect(map.contains(65_536))
        #expect(!map.contains(65_537))
    }

    @Test("what is not a map is refused", arguments: ["", "0 1\n", "0 0 x\n", "0 0 99999999999\n", "-1 0 1\n"])
    func malformed(_ text: String) {
        #expect(IdentityMap(parsing: text) == nil)
    }

    @Test("the caller becomes root and the ranges follow from 1, as newuidmap takes them")
    func arguments() {
        let ranges = [SubordinateRange(start: 100_000, count: 65_536), SubordinateRange(start: 300_000, count: 10)]
        let map = IdentityMap(own: 1000, subordinate: ranges)
        #expect(map.arguments == ["0", "1000", "1", "1", "100000", "65536", "65537", "300000", "10"])
    }

    @Test("ranges are found by the user's name and by number, and malformed lines are passed over")
    func subordinate() {
        let text = """
            # comment
            alice:100000:65536
            bob:200000:65536
            1000:300000:10
            alice:4294967295:1
            alice:1:0
            alice:x:1
            alice:400000

            """
        #expect(
            SubordinateRange.parse(text, user: "alice", id: 1000) == [
                SubordinateRange(start: 100_000, count: 65_536), SubordinateRange(start: 300_000, count: 10),
            ])
        #expect(SubordinateRange.parse(text, user: nil, id: 1001).isEmpty)
    }
}
