import TestServers
import Testing

/// `build --manifest`: images of several platforms that are built one after the other.
@Suite(.serialized) struct ManifestTests {
    private static let dockerfile = "FROM scratch\nARG TARGETARCH\nCOPY busybox /$TARGETARCH\n"

    private func architectures(_ work: Workspace, _ name: String) async throws -> String {
        try await jq("map(.Architecture) | join(\" \")", work.pith.succeed("inspect", name))
    }

    @Test("builds of several platforms collect under a name, each platform once")
    func collection() async throws {
        try await Workspace.with(["Dockerfile": Self.dockerfile]) { work in
            for platforms in ["linux/arm64", "linux/amd64", "linux/riscv64,linux/arm64"] {
                try await work.pith.succeed("build", "--platform", platforms, "--manifest", "all:1", "context")
            }
            #expect(try await architectures(work, "all:1") == "arm64 amd64 riscv64")
            // A newer image of a platform takes the place of the older one.
            try await work.pith.succeed(
                "build", "--platform", "linux/amd64", "--manifest", "all:1", "--label", "newer=yes", "context")
            #expect(try await architectures(work, "all:1") == "arm64 amd64 riscv64")
            let labels = try await jq("map(.Config.Labels.newer) | tostring", work.pith.succeed("inspect", "all:1"))
            #expect(labels == #"[null,"yes",null]"#)
        }
    }

    @Test("the image has its own name too, and what is collected is pushed as an index")
    func names() async throws {
        try await Workspace.with(["Dockerfile": Self.dockerfile]) { work in
            try await shell("mkdir registry", in: work.directory)
            let registry = try await RegistryServer(in: work.path("registry"))
            defer { registry.stop() }
            let name = "\(registry.name)/all:1"
            for architecture in ["arm64", "amd64"] {
                let outcome = try await work.build("--platform", "linux/\(architecture)", "--manifest", name)
                #expect(outcome.error.contains("adding to \(name)"))
                #expect(try await work.inspect("map(.Architecture) | join(\" \")") == architecture)
            }
            try await work.pith.succeed("push", name)
            let index = try await shell("skopeo inspect --raw --tls-verify=false \"docker://$1\"", name)
            #expect(try await jq("[.manifests[].platform.architecture] | join(\" \")", index) == "arm64 amd64")
        }
    }

    @Test("an image that goes elsewhere is added as well")
    func elsewhere() async throws {
        try await Workspace.with(["Dockerfile": Self.dockerfile]) { work in
            try await work.pith.succeed(
                "build", "--platform", "linux/arm64", "--manifest", "all", "-o", "type=oci,dest=app.tar", "context")
            #expect(work.exists("app.tar"))
            #expect(try await architectures(work, "all") == "arm64")
        }
    }

    @Test("a name that is a digest, no name or the image's own is refused")
    func refusals() async throws {
        try await Workspace.with(["Dockerfile": Self.dockerfile]) { work in
            let digest = "app@sha256:\(String(repeating: "0", count: 64))"
            for (name, message) in [
                (digest, "can't be named by a digest"), ("Not A Name", "Not A Name"),
                ("app", "can't be the name of the image"),
            ] {
                let outcome = try await work.attempt("--manifest", name)
                #expect(outcome.status == 64 && outcome.error.contains(message))
            }
        }
    }
}
