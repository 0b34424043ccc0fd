import Glibc
import Testing

/// What steps and containers may take of the machine. Control groups are root's, unless systemd gives a user some.
@Suite(.serialized) struct LimitTests {
    static let isRoot = getuid() == 0

    @Test("a fork bomb ends at '--pids-limit', and the machine can go on", .enabled(if: isRoot, "needs control groups"))
    func processes() async throws {
        let bomb = "FROM base\nRUN i=0; while [ $i -lt 200 ]; do sleep 60 & i=$((i + 1)); done\n"
        try await Workspace.building(bomb) { work in
            let outcome = try await work.attempt("--pids-limit", "20")
            #expect(outcome.status == 1)
            #expect(outcome.error.contains("note: the step reached its limit of processes"))
            #expect(try await leftProcesses(of: work) == "")
        }
    }

    @Test(
        "a step that needs more than '--memory' is ended, and the error says why",
        .enabled(if: isRoot, "needs control groups"), arguments: ["crun", "runc"])
    func memory(_ runtime: String) async throws {
        try await Workspace.building("FROM base\nRUN dd if=/dev/zero of=/dev/shm/large bs=1M count=60\n") { work in
            var work = work
            work.pith.environment["PITH_RUNTIME"] = runtime
            let outcome = try await work.attempt("--memory", "24m")
            #expect(outcome.status == 1)
            #expect(outcome.error.contains("RUN exited with status 137"))
            #expect(outcome.error.contains("note: the step reached its limit of memory"))
            try await work.build("--memory", "1g")
            #expect(try await leftGroups() == [])
        }
    }

    @Test("'run' has the same limits", .enabled(if: isRoot, "needs control groups"))
    func run() async throws {
        try await Workspace.building("FROM base\n") { work in
            try await work.build()
            let script =
                "nproc; ulimit -n; df -k /dev/shm | tail -1 | awk '{ print $2 }'; grep -c memory:/pith /proc/1/cgroup"
            let output = try await work.pith(
                "run", "--cpuset-cpus", "0", "--cpus", "0.5", "-c", "512", "--memory-swap", "-1", "-m", "1g",
                "--ulimit",
                "nofile=100", "--shm-size", "2m", "app", "sh", "-c", script)
            // A container sees its own group as the root of all.
            #expect(output.output == "1\n100\n2048\n0\n")
            let stopped = try await work.pith(
                "run", "-m", "24m", "app", "dd", "if=/dev/zero", "of=/dev/shm/large", "bs=1M", "count=60")
            #expect(stopped.status == 137)
            #expect(stopped.error.contains("the command reached its limit of memory"))
        }
    }

    @Test("a limit that can't be enforced is an error", arguments: ["crun", "runc"])
    func unenforceable(_ runtime: String) async throws {
        try await Workspace.building("FROM base\nRUN true\n") { work in
            var work = work
            work.pith.environment["PITH_RUNTIME"] = runtime
            // There are no so many processors anywhere.
            let outcome = try await work.attempt("--cpuset-cpus", "60000")
            #expect(outcome.status == 1)
            #expect(outcome.error.contains("error: a limit can't be enforced: "), "\(outcome.error)")
            // Without control groups to be seen there are no limits, and steps run all the same.
            guard Self.isRoot else { return }
            work.pith.wrapper = [
                "unshare", "--mount", "sh", "-c", "mount -t tmpfs none /sys/fs/cgroup && exec \"$@\"", "sh",
            ]
            guard runtime == "crun" else { return }
            let hidden = try await work.attempt("--pids-limit", "100")
            #expect(hidden.error.contains("error: a limit can't be enforced: "), "\(hidden.error)")
            try await work.build()
        }
    }

    @Test(
        "what an ordinary user can't enforce is an error, and never passed over", .enabled(if: isRoot, "makes a user"))
    func ordinaryUser() async throws {
        try await Workspace.building("FROM base\nRUN true\n") { work in
            try await work.asOrdinaryUser { user in
                let outcome = try await user.attempt("--memory", "1g")
                #expect(outcome.status == 1)
                #expect(outcome.error.contains("error: a limit can't be enforced: "), "\(outcome.error)")
                #expect(outcome.error.contains("help: run as root"))
            }
        }
    }

    @Test("limits are no part of what the cache goes by", .enabled(if: isRoot, "needs control groups"))
    func cache() async throws {
        try await Workspace.building("FROM base\nRUN echo made >/made\n") { work in
            try await work.build("--memory", "1g", "--step-timeout", "10m")
            #expect(try await work.build("--memory", "2g").error.contains("RUN echo made >/made\n#3 CACHED"))
        }
    }

    @Test("a step that takes longer than '--step-timeout' is stopped with all that it started")
    func timeLimit() async throws {
        let dockerfile = "FROM base\nRUN trap '' TERM; setsid sleep 9977551 & sleep 9977551\n"
        try await Workspace.building(dockerfile) { work in
            let outcome = try await work.attempt("--step-timeout", "1s500ms")
            #expect(outcome.status == 1)
            let expected = "Dockerfile:5:1: error: RUN was stopped after 1s500ms, its time limit: trap '' TERM; setsid"
            #expect(outcome.error.contains(expected), "\(outcome.error)")
            #expect(try await shell("pgrep -cxf 'sleep 9977551' || true") == "0")
            #expect(try await leftFiles(of: work) == "")
            // The configuration's limit, and the command line in its place.
            try work.write("step-timeout = \"1s\"\n", to: "configuration/pith/pith.toml")
            #expect(try await work.attempt().error.contains("error: RUN was stopped after 1s, its time limit"))
            try work.write(Workspace.base + "FROM base\nRUN sleep 1.5\n", to: "context/Dockerfile")
            try await work.build("--step-timeout", "0")
        }
    }

    @Test(
        "a limit that makes no sense is refused",
        arguments: [
            ["--memory", "1m"], ["--memory", "much"], ["--memory-swap", "1g"],
            ["--memory-swap", "16m", "--memory", "32m"],
            ["--cpus", "0"], ["--cpus", "1", "--cpu-quota", "5000"], ["--cpu-period", "1"], ["--cpu-shares", "1"],
            ["--cpuset-cpus", "0-"], ["--cpuset-cpus", "all"], ["--pids-limit", "some"],
        ])
    func refusals(options: [String]) async throws {
        try await Workspace.building("FROM base\n") { work in
            for verb in [["build"] + options + ["context"], ["run"] + options + ["app"]] {
                let outcome = try await work.pith.command(verb).run()
                #expect(outcome.status == (verb[0] == "run" ? 125 : 64), "\(outcome.error)")
                #expect(outcome.error.contains("can't be used") || outcome.error.contains("exclude"))
            }
        }
    }

    @Test("a time limit that is no duration is refused, on the command line and in the configuration")
    func durations() async throws {
        try await Workspace.building("FROM base\n") { work in
            #expect(try await work.attempt("--step-timeout", "soon").status == 64)
            try work.write("step-timeout = \"soon\"\n", to: "configuration/pith/pith.toml")
            let outcome = try await work.attempt()
            #expect(outcome.status == 64 && outcome.error.contains("pith.toml': step-timeout 'soon' can't be used"))
        }
    }

    /// Control groups for memory that stay: those of containers that run at the same time go with these.
    private func leftGroups() async throws -> Set<String> {
        let script = """
            path=$(sed -n 's/^[0-9]*:memory://p; s/^0:://p' /proc/self/cgroup | head -n 1)
            find "/sys/fs/cgroup/memory$path" "/sys/fs/cgroup$path" -maxdepth 1 -name 'pith-*' 2>/dev/null || true
            """
        func groups() async throws -> Set<String> {
            Set(try await shell(script).split(separator: "\n").map(String.init))
        }
        var left = try await groups()
        for _ in 0..<600 where !left.isEmpty {
            try await Task.sleep(for: .milliseconds(200))
            left.formIntersection(try await groups())
        }
        return left
    }
}
