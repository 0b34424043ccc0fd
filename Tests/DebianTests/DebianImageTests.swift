import Debian
import Diagnostics
import ImageModel
import Testing

@Suite struct DebianImageTests {
    @Test(
        "names and tags stand for releases",
        arguments: [
            ("debian", "debian:trixie"), ("debian:latest", "debian:trixie"), ("debian:stable", "debian:trixie"),
            ("debian:13", "debian:trixie"), ("debian:trixie", "debian:trixie"), ("debian:12", "debian:bookworm"),
            ("debian:bookworm", "debian:bookworm"), ("debian:latest-slim", "debian:trixie-slim"),
            ("debian:stable-slim", "debian:trixie-slim"), ("debian:13-slim", "debian:trixie-slim"),
            ("debian:trixie-slim", "debian:trixie-slim"), ("debian:12-slim", "debian:bookworm-slim"),
            ("debian:bookworm-slim", "debian:bookworm-slim"),
        ])
    func names(name: String, image: String) throws {
        #expect(try DebianImage(named: name).description == image)
        #expect(DebianImage.names.contains(name))
    }

    @Test(
        "any other name is refused with a list of those there are",
        arguments: ["debian:11", "debian:", "ubuntu", "", "debian:13:x"])
    func unknown(name: String) {
        let error = #expect(throws: BuildError.self) { try DebianImage(named: name) }
        #expect(error?.code == .imageNotFound)
        #expect(DebianImage.names.allSatisfy { error?.message.contains("'\($0)'") == true })
    }

    @Test("a slip gets a suggestion")
    func suggestion() {
        let error = #expect(throws: BuildError.self) { try DebianImage(named: "debian:bokworm") }
        #expect(error?.help == "did you mean 'debian:bookworm'?")
    }

    @Test("requests differ by release, variant and platform, not by the name used")
    func requests() throws {
        let amd64 = Platform(os: "linux", architecture: "amd64")
        let arm64 = Platform(os: "linux", architecture: "arm64")
        let names = ["debian:12", "debian:12-slim", "debian:13", "debian:13-slim"]
        let digests = try names.flatMap { name in
            try [amd64, arm64].map { try DebianImage(named: name).requestDigest(for: $0) }
        }
        #expect(Set(digests).count == 8)
        #expect(try DebianImage(named: "debian").requestDigest(for: amd64) == digests[4])
    }
}
