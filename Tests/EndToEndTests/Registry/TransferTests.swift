import SystemPackage
import TestServers
import Testing

/// What is sent, and what is done with what should not have come, as seen from between the program and a registry.
@Suite(.serialized) struct TransferTests {
    /// A workspace with an image of two layers in a registry, and a place between both that records and misbehaves.
    private func withProxy(_ body: (Workspace, FaultProxy, _ name: String) async throws -> Void) async throws {
        let files = ["Dockerfile": "FROM scratch\nCOPY one /\nCOPY two /\n", "one": "1\n", "two": "2\n"]
        try await Workspace.with(files) { work in
            try await shell("mkdir registry", in: work.directory)
            let registry = try await RegistryServer(in: work.path("registry"))
            defer { registry.stop() }
            let proxy = try await FaultProxy(upstreamPort: registry.port)
            let name = "127.0.0.1:\(proxy.port)/team/app:1"
            try await work.pith.succeed("build", "-t", name, "context")
            try await work.pith.succeed("push", name)
            try await body(work, proxy, name)
            await proxy.stop()
        }
    }

    @Test("what a registry has already is asked for, and not sent again")
    func pushedAgain() async throws {
        try await withProxy { work, proxy, name in
            let first = proxy.requests
            #expect(first.contains { $0.method == "HEAD" && $0.target.contains("/blobs/") })
            #expect(first.count { $0.method == "PUT" && $0.target.contains("digest=") } == 3)
            try await work.pith.succeed("push", name)
            let second = proxy.requests.dropFirst(first.count)
            #expect(!second.contains { ["POST", "PATCH"].contains($0.method) })
            #expect(!second.contains { $0.method == "PUT" && $0.target.contains("/blobs/") })

            // In another repository of the registry the blobs are mounted.
            let other = name.replacing("team/app", with: "team/other")
            let count = proxy.requests.count
            try await work.pith.succeed("tag", name, other)
            try await work.pith.succeed("push", other)
            let third = proxy.requests.dropFirst(count)
            #expect(third.contains { $0.method == "POST" && $0.target.contains("mount=sha256") })
            #expect(!third.contains { $0.method == "PUT" && $0.target.contains("/blobs/") })
        }
    }

    /// What goes wrong on the way of each blob, or manifest, and how the program ends and says so.
    private static let faults: [(what: Fault, path: String, status: Int32, said: String)] = [
        (.corrupt(byteAt: 20), "/blobs/", 1, "sha256:"), (.corrupt(byteAt: 20), "/manifests/", 1, "manifest"),
        (.contentLength(5), "/blobs/", 1, "sha256:"), (.contentLength(100_000_000), "/blobs/", 1, "sha256:"),
        (.endlessBody(200), "/blobs/", 1, "sha256:"), (.endlessBody(200), "/manifests/", 1, "manifest"),
        (.endlessBody(500), "/manifests/", 69, "500"),
        (.answer(200, body: Array("{}".utf8)), "/manifests/", 1, "manifest"),
        (.answer(404, body: Array("{}".utf8)), "/blobs/", 1, "sha256:"),
        (.redirect(to: "http://127.0.0.1:9/elsewhere"), "/blobs/", 69, "127.0.0.1:9"),
    ]

    @Test(
        "what is not what it should be is refused in one error, and leaves no image",
        arguments: TransferTests.faults.indices)
    func refusal(index: Int) async throws {
        let fault = Self.faults[index]
        try await withProxy { work, proxy, name in
            proxy.inject(fault.what, method: "GET", path: fault.path, count: 1000)
            let other = work.elsewhere()
            let outcome = try await other.pith("pull", "--retry", "1", "--retry-delay", "10ms", name)
            #expect(outcome.status == fault.status, "\(outcome.error)")
            #expect(outcome.output == "")
            #expect(outcome.error.contains("error: ") && outcome.error.contains(fault.said), "\(outcome.error)")
            #expect(!outcome.error.contains("[internal-error]"))
            #expect(try await other.pith.succeed("images", "-q") == "")
        }
    }

    @Test("the layers of an image come at the same time")
    func parallelism() async throws {
        try await withProxy { work, proxy, name in
            // Until now one request came after the other, or two of a push at the same time.
            let proxy = try await FaultProxy(upstreamPort: proxy.port)
            proxy.inject(.delay(.seconds(3)), method: "GET", path: "/blobs/", count: 1000)
            let other = name.replacing(/:\d+\//, with: ":\(proxy.port)/")
            try await work.elsewhere().pith.succeed("pull", other)
            #expect(proxy.mostAtOnce == 2)
            await proxy.stop()
        }
    }
}
