import Subprocess
import Testing

/// Signals in the middle of a step, with both runtimes.
@Suite(.serialized) struct InterruptionTests {
    struct Interruption: Sendable, CustomTestStringConvertible {
        let runtime: String
        let signal: Signal
        let status: Int32
        /// How long the step sleeps: no other process sleeps for the same time.
        let sleep: String
        var testDescription: String { "\(runtime), signal \(signal.rawValue)" }
    }

    static let interruptions = [
        Interruption(runtime: "crun", signal: .interrupt, status: 130, sleep: "9988771"),
        Interruption(runtime: "crun", signal: .terminate, status: 143, sleep: "9988772"),
        Interruption(runtime: "crun", signal: .kill, status: 137, sleep: "9988773"),
        Interruption(runtime: "runc", signal: .interrupt, status: 130, sleep: "9988774"),
        Interruption(runtime: "runc", signal: .terminate, status: 143, sleep: "9988775"),
        Interruption(runtime: "runc", signal: .kill, status: 137, sleep: "9988776"),
    ]

    @Test(
        "a signal ends a step with its daemons and mounts, and the next build clears the rest", arguments: interruptions
    )
    func signal(_ interruption: Interruption) async throws {
        let sleep = interruption.sleep
        try await Workspace.building("FROM base\nRUN setsid sleep \(sleep) & sleep \(sleep)\n") { work in
            var work = work
            work.pith.environment["PITH_RUNTIME"] = interruption.runtime
            let build = try work.pith.command(["build", "-t", "app", "context"])
            let outcome = try await build.run(sending: interruption.signal) { try await count(sleep) == 2 }
            #expect(outcome.status == interruption.status)
            #expect(try await eventually { try await count(sleep) == 0 })
            let directory = work
            #expect(try await eventually { try await leftProcesses(of: directory) == "" })
            if interruption.signal != .kill { #expect(try await leftFiles(of: work) == "") }
            #expect(try await work.pith.succeed("images", "-q") == "")

            try work.write(Workspace.base + "FROM base\nRUN true\n", to: "context/Dockerfile")
            try await work.build()
            #expect(try await leftFiles(of: work) == "")
        }
    }

    @Test("a build that waits for another's step ends with one signal, and the other goes on")
    func waiting() async throws {
        let sleep = "9988779"
        try await Workspace.building("FROM base\nRUN sleep \(sleep)\n") { work in
            let build = try work.pith.command(["build", "-t", "app", "context"])
            let first = try await build.run(sending: .terminate) {
                guard try await count(sleep) == 1 else { return false }
                let second = try await build.run(sending: .interrupt) {
                    // Nothing shows that it waits; a second is far more than it takes to get there.
                    try await Task.sleep(for: .seconds(1))
                    return true
                }
                #expect(second.status == 130)
                return try await count(sleep) == 1
            }
            #expect(first.status == 143)
            #expect(try await eventually { try await count(sleep) == 0 })
        }
    }

    @Test("a signal ends a container that 'run' started", arguments: ["crun", "runc"])
    func run(runtime: String) async throws {
        let sleep = runtime == "crun" ? "9988777" : "9988778"
        try await Workspace.building("FROM base\n") { work in
            var work = work
            work.pith.environment["PITH_RUNTIME"] = runtime
            try await work.build()
            let run = try work.pith.command([
                "run", "--rm", "app", "/bin/sh", "-c", "setsid sleep \(sleep) & sleep \(sleep)",
            ])
            let outcome = try await run.run(sending: .kill) { try await count(sleep) == 2 }
            #expect(outcome.status == 137)
            #expect(try await eventually { try await count(sleep) == 0 })
            let directory = work
            #expect(try await eventually { try await leftProcesses(of: directory) == "" })
        }
    }

    /// How many processes sleep for so many seconds.
    private func count(_ seconds: String) async throws -> Int {
        Int(try await shell("pgrep -cxf \"sleep $1\" || true", seconds)) ?? 0
    }
}
