import Glibc
import SystemPackage
import Testing

/// The demo, and the Debian that it stands on, which comes from Debian's mirror once.
@Suite(.serialized) struct DemoTests {
    @Test("the demo ends with an image of at most 2 MB, 500 times smaller, that computes 200; again, it runs no step")
    func demo() async throws {
        try await Workspace.with { work in
            try await checkDemo(work)
            try await checkFigures(work, ["calculator:single-stage", "calculator"])
            try await checkComposedBase(work)
        }
    }

    @Test("the demo works for an ordinary user", .enabled(if: getuid() == 0, "makes a user, which needs root"))
    func ordinaryUser() async throws {
        try await Workspace.with { work in try await work.asOrdinaryUser(checkDemo) }
    }

    private func checkDemo(_ work: Workspace) async throws {
        try await shell("mkdir \"$1\" && cp -r Examples scripts \"$1\"", work.path("demo"), in: Pith.project)
        let first = try await runDemo(work)
        #expect(first.output.hasSuffix("\n200\n"))
        let report = try await work.pith.succeed("compare", "calculator:single-stage", "calculator", "--format", "json")
        #expect(try await jq(".images[1].size <= 2000000 and .sizeRatio >= 500", report) == "true")
        // An image that is made again has another time of creation, and so another ID.
        let images = try await work.pith.succeed("images", "-q")
        #expect(try await runDemo(work).output == first.output)
        #expect(try await work.pith.succeed("images", "-q") == images)
    }

    /// What is said of images is what Python's tarfile finds in them.
    private func checkFigures(_ work: Workspace, _ images: [String]) async throws {
        for image in images {
            let report = try await work.pith.succeed("analyze", "--format", "json", "--no-updates", image)
            try await work.pith.succeed("copy", image, "oci-archive:image.tar")
            #expect(try await work.difference(ofReport: report, from: "image.tar") == "")
        }
    }

    private func runDemo(_ work: Workspace) async throws -> Outcome {
        var command = try work.pith.command([])
        command.arguments = work.pith.wrapper + [work.path("demo/scripts/demo")]
        command.environment["PITH_BIN"] = work.pith.program
        // Two composed images and a Go toolchain from Debian's mirror, however slow it is today.
        command.patience = .seconds(1200)
        return try await command.succeed()
    }

    /// What holds of a Debian that an earlier build composed: it serves again, without a network.
    private func checkComposedBase(_ work: Workspace) async throws {
        let dockerfile = "FROM ubuntu\nRUN apt-get --version && cat /etc/debian_version > /version\n"
        try work.write(dockerfile, to: "context/Dockerfile")
        var offline = work
        offline.pith.wrapper = ["unshare", "--net"] + (getuid() == 0 ? [] : ["--map-root-user"])
        let outcome = try await offline.build("--build-context", "ubuntu=compose://debian:12")
        try await checkFigures(work, ["app"])
        #expect(try await work.inside("cut -d. -f1 /version") == "12")
        // It says which source served the name, of what date, and that Debian is not what was asked for.
        #expect(outcome.error.contains("compose://debian:12"))
        #expect(outcome.error.contains(/20\d\d-\d\d-\d\d/))
        #expect(outcome.error.contains("warning: "))
        try await checkMirror(offline)
    }

    /// Steps see the sources of a mirror that is given in place of the image's own; the image keeps its own.
    private func checkMirror(_ work: Workspace) async throws {
        let (file, mirror) = ("/etc/apt/sources.list.d/debian.sources", "http://mirror.example/debian")
        let dockerfile = "FROM debian:12\nRUN cp \(file) /first && ! cp /first \(file)\nRUN cp \(file) /second\n"
        try work.write(dockerfile, to: "context/Dockerfile")
        try await work.build("--build-context", "debian:12=compose://", "--mirror", mirror)
        #expect(try await work.inside("grep -c ^URIs:.\(mirror) /first /second") == "/first:2\n/second:2")
        #expect(try await work.inside("grep -c \(mirror) \(file) || test $? = 1") == "0")
        // What mirror served is no part of a step's key.
        let again = try await work.build("--build-context", "debian:12=compose://")
        #expect(again.error.contains("CACHED"))
        #expect(try await work.inside("cat /second | grep -c \(mirror)") == "2")
    }
}
