import Diagnostics
import ImageModel
import Testing

struct PlatformSelectionTests {
    /// An index with an entry for each platform; `-` has none.
    private func index(_ platforms: [String]) -> ImageIndex {
        ImageIndex(
            manifests: platforms.enumerated().map { number, text in
                var entry = Descriptor(mediaType: .ociManifest, digest: Digest(of: "\(number)".utf8), size: 1)
                let parts = text.split(separator: "/").map(String.init)
                if text != "-" {
                    entry.platform = Platform(
                        os: parts[0], architecture: parts[1], variant: parts.count > 2 ? parts[2] : nil)
                }
                return entry
            })
    }

    /// What is asked for, what there is, and the place of what is chosen.
    private static let choices: [(platform: String, platforms: [String], expected: Int?)] = [
        ("linux/amd64", ["linux/arm64", "linux/amd64"], 1),
        ("linux/amd64", ["linux/386", "windows/amd64", "darwin/amd64"], nil),
        ("linux/amd64", ["linux/amd64/v2", "linux/amd64/v1"], 1),
        ("linux/amd64/v3", ["linux/amd64", "linux/amd64/v2", "linux/amd64/v4"], 1),
        ("linux/amd64/v3", ["linux/amd64"], 0),
        ("linux/arm64", ["linux/arm/v7", "linux/arm64/v8"], 1),
        ("linux/arm64/v8", ["linux/arm64"], 0),
        ("linux/arm64", ["linux/arm/v7", "linux/arm/v8"], nil),
        ("linux/arm", ["linux/arm/v5", "linux/arm/v6"], 1),
        ("linux/arm/v7", ["linux/arm/v8", "linux/arm/v5", "linux/arm"], 2),
        ("linux/arm/v6", ["linux/arm/v7", "linux/arm/v5"], 1),
        ("linux/arm/v5", ["linux/arm/v6", "linux/arm/v7"], nil),
        ("linux/arm/v8", ["linux/arm/v6", "linux/arm/v7"], 1),
        ("linux/arm/v99999999999999999999", ["linux/arm/v7"], nil),
        ("linux/s390x", ["linux/s390x"], 0),
        ("linux/riscv64", ["unknown/unknown", "-"], 1),
        ("linux/riscv64", ["-", "-"], nil),
        ("linux/riscv64", ["-", "linux/riscv64"], 1),
        ("linux/amd64", ["linux/x86_64", "linux/amd64"], 0),
        ("linux/amd64", [], nil),
    ]

    @Test("the best entry for a platform is chosen", arguments: choices)
    func choice(platform: String, platforms: [String], expected: Int?) throws {
        let index = index(platforms)
        let chosen = try? PlatformSelection.choose(from: index, for: Platform(parsing: platform), of: "app")
        #expect(chosen?.digest == expected.map { index.manifests[$0].digest })
    }

    @Test("an attestation is no image, whatever its platform")
    func attestations() throws {
        var index = index(["linux/amd64", "linux/amd64"])
        index.manifests[0].annotations = ["vnd.docker.reference.type": "attestation-manifest"]
        let platform = Platform(os: "linux", architecture: "amd64")
        #expect(try PlatformSelection.choose(from: index, for: platform, of: "app") == index.manifests[1])
    }

    @Test("the error lists what there is, each once")
    func missing() throws {
        let index = index(["linux/amd64", "linux/arm/v7", "unknown/unknown", "linux/amd64"])
        let error = #expect(throws: BuildError.self) {
            try PlatformSelection.choose(
                from: index, for: Platform(parsing: "linux/s390x"), of: "docker.io/library/app")
        }
        #expect(error?.code == .imageNotFound)
        #expect(error?.message == "'docker.io/library/app' has no image for linux/s390x")
        #expect(error?.help == "choose with '--platform' what it has: linux/amd64, linux/arm/v7")
    }
}
