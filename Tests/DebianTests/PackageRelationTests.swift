@testable import Debian
import Testing

struct PackageRelationTests {
    @Test("relations are read as Debian Policy 7.1 has them")
    func parsing() {
        let groups = PackageRelation.groups(
            "libc6 (>= 2.34), awk:any | mawk(<<1.3) ,\n debconf (>= 0.5) | debconf-2.0, , (x)")
        #expect(
            groups.map { $0.map(\.description) } == [
                ["libc6 (>= 2.34)"], ["awk:any", "mawk (<< 1.3)"], ["debconf (>= 0.5)", "debconf-2.0"],
            ])
    }

    @Test(
        "a relation accepts the versions that it names",
        arguments: [
            ("<<", [true, false, false]), ("<=", [true, true, false]), ("=", [false, true, false]),
            (">=", [false, true, true]), (">>", [false, false, true]), ("<", [true, true, false]),
            (">", [false, true, true]),
        ])
    func versions(sign: String, expected: [Bool]) throws {
        let relation = try #require(PackageRelation(parsing: "a (\(sign) 1.0-1)"))
        #expect(["1.0-1~", "1.0-1", "1.0-1+b1"].map { relation.accepts(DebianVersion($0)) } == expected)
        #expect(!relation.accepts(nil))
    }
}
