import Debian
import Diagnostics
import ImageModel
import Testing

@Suite struct PackageLockTests {
    private let status = """
        Package: zlib1g
        Status: install ok installed
        Architecture: amd64
        Version: 1:1.2.13
        Description: compression library
         Second line: with a colon
         .
         last

        Package: gone
        Status: deinstall ok config-files
        Architecture: amd64
        Version: 1

        Package: adduser
        Status: install ok installed
        Architecture: all
        Version: 3.134

        """

    private let index = """
        Package: adduser
        Version: 3.134
        Architecture: all
        Filename: pool/main/a/adduser/adduser_3.134_all.deb
        Size: 183160
        SHA256: 4ad3a3a4d8d0ba9a40d2bd4d9e7f2b7ba5f16ed4e0ffd9bd40bf15b2c1ad2f3e

        Package: zlib1g
        Version: 1:1.2.12
        Architecture: amd64
        Filename: pool/old.deb
        Size: 1
        SHA256: 0000000000000000000000000000000000000000000000000000000000000000

        Package: zlib1g
        Version: 1:1.2.13
        Architecture: amd64
        Filename: pool/main/z/zlib/zlib1g_1.2.13_amd64.deb
        Size: 86568
        SHA256: 1111111111111111111111111111111111111111111111111111111111111111
        """

    @Test("installed packages are locked with the archive's file of the same version, sorted by name")
    func installed() throws {
        let packages = try PackageLock.Package.installed(status: status, index: index)
        #expect(packages.map(\.name) == ["adduser", "zlib1g"])
        #expect(packages[1].version == "1:1.2.13")
        #expect(packages[1].path == "pool/main/z/zlib/zlib1g_1.2.13_amd64.deb")
        #expect(packages[1].size == 86568)
        #expect(packages[1].digest.hex == String(repeating: "1", count: 64))
    }

    @Test("an installed package that the archive does not have can't be locked")
    func missing() {
        let error = #expect(throws: BuildError.self) {
            try PackageLock.Package.installed(status: status, index: "")
        }
        #expect(error?.code == .corrupt)
    }

    @Test("an installed package without a version is an error")
    func malformed() {
        let error = #expect(throws: BuildError.self) {
            try PackageLock.Package.installed(status: "Package: a\nStatus: install ok installed\n", index: index)
        }
        #expect(error?.code == .corrupt)
    }

    @Test("a lock reads back as it was written, and its date is that of the newest release file")
    func roundTrip() throws {
        let lock = PackageLock(
            request: Digest(of: [1]), image: "debian:bookworm", sources: "Types: deb\n",
            releases: ["bookworm": "2026-11-07T10:00:00Z", "bookworm-security": "2026-11-21T00:53:03Z"],
            packages: try PackageLock.Package.installed(status: status, index: index))
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
