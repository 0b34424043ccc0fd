import Glibc
import Testing

/// Each mistake gives one clear error, where it is and what to do, and leaves nothing behind.
@Suite(.serialized) struct BadInputTests {
    struct Mistake: Sendable, CustomTestStringConvertible {
        let name: String
        let dockerfile: String
        /// The error's first line, from the place to the code; the message may say more than what stands here.
        let error: String
        var excerpt: [String] = []
        var status: Int32 = 1
        var testDescription: String { name }
    }

    static let mistakes = [
        Mistake(
            name: "an unknown instruction", dockerfile: "FROM scratch\nCOYP a /a\n",
            error: "Dockerfile:2:1: error: unknown instruction 'COYP'",
            excerpt: ["  2 | COYP a /a", "    | ^~~~", "did you mean 'COPY'?"]),
        Mistake(
            name: "an unknown flag", dockerfile: "FROM scratch\n\nCOPY --form=x a /a\n",
            error: "Dockerfile:3:6: error: unknown flag '--form' for COPY",
            excerpt: ["  3 | COPY --form=x a /a", "    |      ^~~~~~", "did you mean '--from'?"]),
        Mistake(
            name: "a missing source", dockerfile: "FROM scratch\nCOPY missing /a\n", error: "Dockerfile:2:6: error: ",
            excerpt: ["  2 | COPY missing /a", "'missing'"]),
        Mistake(
            name: "an ignored source", dockerfile: "FROM scratch\nCOPY hidden /a\n", error: "Dockerfile:2:6: error: ",
            excerpt: ["'hidden'"]),
        Mistake(
            name: "a stage that does not exist",
            dockerfile: "FROM scratch AS build\nFROM scratch\nCOPY --from=biuld /a /a\n",
            error: "Dockerfile:3:", excerpt: ["'biuld'", "did you mean 'build'?"]),
        Mistake(
            name: "stages in a circle",
            dockerfile: "FROM scratch AS a\nCOPY --from=b /x /x\nFROM scratch AS b\nCOPY --from=a /x /x\n",
            error: "Dockerfile:2:13: error: ", excerpt: ["[circular-dependency]", "'b' > 'a' > 'b'"]),
        Mistake(
            name: "an empty Dockerfile", dockerfile: "", error: "Dockerfile", excerpt: ["FROM"]),
        Mistake(
            name: "a Dockerfile of comments", dockerfile: "# nothing\n", error: "Dockerfile", excerpt: ["FROM"]),
        Mistake(
            name: "an instruction before FROM", dockerfile: "RUN true\nFROM scratch\n",
            error: "Dockerfile:1:1: error: ",
            excerpt: ["FROM"]),
        Mistake(
            name: "a base that nothing serves", dockerfile: "FROM no.such.example/image:1\n",
            error: "Dockerfile:1:6: error: ", excerpt: ["no.such.example/image:1", "can't be reached"], status: 69),
        Mistake(
            name: "an unterminated quote", dockerfile: "FROM scratch\nENV A=\"open\n", error: "Dockerfile:2:"),
        Mistake(
            name: "a required variable", dockerfile: "FROM scratch\nENV A=${B:?give B}\n", error: "Dockerfile:2:",
            excerpt: ["give B"]),
    ]

    @Test("a mistake is shown with its place and a suggestion, and nothing is left", arguments: mistakes)
    func mistake(_ mistake: Mistake) async throws {
        let files = ["Dockerfile": mistake.dockerfile, "a": "", ".dockerignore": "hidden\n", "hidden": "", "x": ""]
        try await Workspace.with(files) { work in
            let outcome = try await work.attempt()
            #expect(outcome.status == mistake.status)
            #expect(outcome.output == "")
            let firstLine = outcome.error.split(separator: "\n").first { $0.contains("error: ") } ?? ""
            #expect(firstLine.hasPrefix(mistake.error) && firstLine.hasSuffix("]"), "\(outcome.error)")
            for text in mistake.excerpt { #expect(outcome.error.contains(text), "\(outcome.error)") }
            #expect(try await leftProcesses(of: work) == "")
            #expect(try await leftFiles(of: work) == "")
            #expect(try await work.pith.succeed("images", "-q") == "")
        }
    }

    @Test("all mistakes of a Dockerfile are shown at once")
    func several() async throws {
        let dockerfile = "FROM scratch\nCOYP a /a\nCOPY --form=x a /a\nCOPY onlyone\n"
        try await Workspace.with(["Dockerfile": dockerfile]) { work in
            let outcome = try await work.attempt()
            #expect(outcome.status == 1)
            for line in 2...4 { #expect(outcome.error.contains("Dockerfile:\(line):"), "\(outcome.error)") }
        }
    }

    @Test("a missing Dockerfile and a missing context are said to be missing")
    func missingFiles() async throws {
        try await Workspace.with { work in
            for options in [["context"], ["-f", "elsewhere", "context"], ["nowhere"]] {
                let outcome = try await work.pith.command(["build"] + options).run()
                #expect(outcome.status == 1)
                #expect(outcome.error.contains("error: "))
                #expect(!work.exists("root/snapshots/1"))
            }
        }
    }

    @Test("a failing step shows its status, last lines and place, and the build exits with 1")
    func failingStep() async throws {
        let step = "RUN for i in $(seq 50); do echo line $i; done; echo wrong >&2; exit 42"
        try await Workspace.building("FROM base\n\(step)\n") { work in
            let outcome = try await work.attempt()
            #expect(outcome.status == 1)
            #expect(outcome.error.contains("Dockerfile:5:1: error: "))
            #expect(outcome.error.contains("42"))
            #expect(outcome.error.contains("  5 | \(step)\n    | ^~~~"))
            #expect(outcome.error.contains("    | line 50\n    | wrong\n"))
            #expect(outcome.error.contains("[step-failed]"))
            #expect(try await leftProcesses(of: work) == "")
            #expect(try await leftFiles(of: work) == "")
            #expect(try await work.pith.succeed("images", "-q") == "")
        }
    }

    @Test("a failing stage stops the others")
    func failingStage() async throws {
        let dockerfile = """
            FROM base AS slow
            RUN sleep 7654321
            FROM base AS failing
            RUN exit 1
            FROM base
            COPY --from=slow / /
            COPY --from=failing / /
            """
        try await Workspace.building(dockerfile) { work in
            let outcome = try await work.attempt()
            #expect(outcome.status == 1)
            #expect(try await shell("pgrep -xf 'sleep 7654321' || true") == "")
            #expect(try await leftProcesses(of: work) == "")
            #expect(try await leftFiles(of: work) == "")
        }
    }

    @Test(
        "wrong usage exits with 64",
        arguments: [["build"], ["build", "--no-such-option", "."], ["no-such-verb"], ["tag", "one"]])
    func usage(arguments: [String]) async throws {
        try await Workspace.with { work in
            let outcome = try await work.pith.command(arguments).run()
            #expect(outcome.status == 64)
            #expect(outcome.output == "")
            #expect(outcome.error != "")
        }
    }

    @Test("an unknown verb is met with the one that was meant")
    func unknownVerb() async throws {
        try await Workspace.with { work in
            let outcome = try await work.pith.command(["biuld", "."]).run()
            #expect(outcome.status == 64)
            #expect(
                outcome.error.contains("unknown command 'biuld'") && outcome.error.contains("did you mean 'build'?"))
        }
    }

    @Test(
        "a machine without a runtime is told which to install",
        .enabled(if: getuid() == 0, "hides programs, which needs root"))
    func noRuntime() async throws {
        try await Workspace.building("FROM base\n") { work in
            var work = work
            let hide = """
                for runtime in $(PATH=$PATH:/usr/sbin type -P crun runc); do mount --bind /dev/null "$runtime"; done
                exec "$@"
                """
            work.pith.wrapper = ["unshare", "--mount", "bash", "-euo", "pipefail", "-c", hide, "bash"]
            let outcome = try await work.attempt()
            #expect(outcome.status == 1)
            #expect(outcome.error.contains("[program-missing]") && outcome.error.contains("crun"))
            #expect(try await leftProcesses(of: work) == "")
            #expect(try await leftFiles(of: work) == "")
        }
    }

    @Test("a machine without a runtime still builds what runs nothing")
    func noRuntimeNeeded() async throws {
        try await Workspace.with(["Dockerfile": "FROM scratch\nCOPY word /word\n", "word": ""]) { work in
            var work = work
            work.pith.environment["PATH"] = work.path("empty")
            try await work.build()
        }
    }
}
