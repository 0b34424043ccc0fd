import Debian
import Testing

struct DebianVersionTests {
    private static let versions = [
        "0", "0.0", "1", "1.0", "1.0-0", "1.0-1", "1.0-1+b1", "1.0-1~bpo12+1", "1.0~rc1", "1.0~rc1-1", "1.0~~", "1.0~",
        "1.0a", "1.0+",
        "1.0+dfsg-2", "1.00", "1.01", "1.10", "1.9", "0:1.0", "1:0.1", "2:0", "1.0-1-2", "1.0.a", "1.a", "1.A", "1.0z",
        "1.0.z",
        "5.36.0-7+deb12u2", "5.36.0-7+deb12u1", "3.0.11-1~deb12u2", "3.0.11-1~deb12u10", "2026f-0+deb13u1", "20240203",
        "1.0-1.1",
        "1.0-10", "1.0-9", "18446744073709551616", "18446744073709551617", "000018446744073709551616", "a1", "1.0-~",
        "1.0-+",
    ]

    @Test("versions are ordered as dpkg orders them")
    func order() async throws {
        let script = """
            while read -r a b; do
                if dpkg --compare-versions "$a" lt "$b" 2>/dev/null; then echo '<'
                elif dpkg --compare-versions "$a" eq "$b" 2>/dev/null; then echo '='
                else echo '>'; fi
            done
            """
        let pairs = Self.versions.flatMap { left in Self.versions.map { (left, $0) } }
        let input = pairs.map { "\($0) \($1)\n" }.joined()
        let judged = try await run("bash", ["-c", "{ \(script); } <<'END'\n\(input)END"]).split(separator: "\n")
        #expect(judged.count == pairs.count)
        for ((left, right), sign) in zip(pairs, judged) {
            let (a, b) = (try #require(DebianVersion(left)), try #require(DebianVersion(right)))
            let ours = a < b ? "<" : a == b ? "=" : ">"
            #expect(ours == sign, "\(left) \(right)")
            if a == b { #expect(a.hashValue == b.hashValue) }
        }
    }

    @Test("what is no version is refused", arguments: ["", ":1", "x:1", "1:", "1 0", "1/0", "-1", "1_0"])
    func malformed(text: String) { #expect(DebianVersion(text) == nil) }
}
