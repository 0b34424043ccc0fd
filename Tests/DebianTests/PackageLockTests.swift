import Debian
import Diagnostics
import ImageModel
import Testing

@Suite struct PackageLockTests {
    private let packages = [
        PackageLock.Package(
            name: "zlib1g", version: "1:1.2.13", architecture: "amd64",
            path: "pool/main/z/zlib/zlib1g_1.2.13_amd64.deb",
            size: 86568, digest: Digest(of: [2]), layer: "base", reason: "named")
    ]

    @Test("a lock reads back as it was written, and its date is that of the newest release file")
    func roundTrip() throws {
        let lock = PackageLock(
            request: Digest(of: [1]), image: "debian:bookworm", sources: "Types: deb\n",
            releases: ["bookworm": "2026-11-07T10:00:00Z", "bookworm-security": "2026-11-21T00:53:03Z"],
            packages: packages)
        let bytes = try lock.encoded()
        #expect(try PackageLock(decoding: bytes) == lock)
        #expect(try PackageLock(decoding: bytes).encoded() == bytes)
        #expect(lock.date == "2026-11-21T00:53:03Z")
    }

    @Test("what is no lock is refused", arguments: ["", "{}", "[]", "null", #"{"packages":[{}]}"#])
    func notALock(text: String) {
        let error = #expect(throws: BuildError.self) { try PackageLock(decoding: Array(text.utf8)) }
        #expect(error?.code == .corrupt)
    }
}
