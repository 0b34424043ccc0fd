import Synchronization
import Testing

/// Tries to get out of a RUN step, each way by a small program that really tries it (`escape.c`).
@Suite(.serialized) struct EscapeTests {
    /// One way, and what may come of it: the name of an error, or the signal that ends who tries.
    struct Attempt: Sendable, CustomTestStringConvertible {
        let name: String
        let what: String
        let outcomes: [String]

        init(_ name: String, _ what: String, _ outcomes: String...) {
            self.name = name
            self.what = what
            self.outcomes = outcomes
        }

        var testDescription: String { what }
    }

    static let namespaces = [
        Attempt("unshare-user", "a user namespace, in which one is root", "EPERM"),
        Attempt("unshare-mount", "a mount namespace", "EPERM"),
        Attempt("unshare-network", "a network namespace", "EPERM"),
        Attempt("clone-user", "a child in a user namespace", "EPERM"),
        Attempt("clone-all", "a child in other namespaces", "EPERM"),
        Attempt("clone3", "a child by a call whose flags no filter sees", "ENOSYS"),
        Attempt("setns", "another process's mount namespace", "EPERM"),
    ]

    static let mounts = [
        Attempt("mount", "mounting a tmpfs", "EPERM"),
        Attempt("mount-proc", "mounting another /proc", "EPERM"),
        Attempt("mount-cgroup", "mounting control groups, whose release agent is run by the host", "EPERM"),
        Attempt("remount", "making a read-only mount writable", "EPERM"),
        Attempt("umount", "unmounting what covers a part of /proc", "EPERM"),
        Attempt("fsopen", "mounting by the newer calls", "EPERM"),
        Attempt("open_tree", "copying the root's mount", "EPERM"),
        Attempt("move_mount", "moving a mount", "EPERM"),
        Attempt("mount_setattr", "changing a mount's flags", "EPERM"),
        Attempt("pivot_root", "changing the root", "EPERM"),
        Attempt("chroot-walk", "walking out of a chroot", "ENOENT"),
        Attempt("open_by_handle_at", "opening a file of the host by its number", "EPERM"),
    ]

    static let kernel = [
        Attempt("add_key", "the kernel's keys: adding one", "EPERM"),
        Attempt("request_key", "the kernel's keys: finding one", "EPERM"),
        Attempt("keyctl", "the kernel's keys: the host's keyring", "EPERM"),
        Attempt("bpf", "programs in the kernel", "EPERM"),
        Attempt("perf_event_open", "watching the processors", "EPERM"),
        Attempt("io_uring_setup", "calls by way of rings, which no filter sees", "EPERM"),
        Attempt("userfaultfd", "holding the kernel up where it reads memory", "EPERM"),
        Attempt("init_module", "loading a module from memory", "EPERM"),
        Attempt("finit_module", "loading a module from a file", "EPERM"),
        Attempt("delete_module", "unloading a module", "EPERM"),
        Attempt("kexec_load", "loading another kernel", "EPERM"),
        Attempt("reboot", "rebooting", "EPERM"),
        Attempt("swapon", "swapping to a file", "EPERM"),
        Attempt("acct", "accounting for processes", "EPERM"),
        Attempt("quotactl", "changing quotas", "EPERM"),
        Attempt("syslog", "reading the kernel's log", "EPERM"),
        Attempt("settimeofday", "setting the clock", "EPERM"),
        Attempt("clock_settime", "setting the clock by the newer call", "EPERM"),
        Attempt("sethostname", "changing the host name", "EPERM"),
        Attempt("ports", "the machine's ports", "EPERM"),
        Attempt("call-32-bit", "calls by the numbers of 32-bit programs", "signal 31"),
        Attempt("call-x32", "calls by the numbers of x32 programs", "signal 31"),
    ]

    static let files = [
        Attempt("write-sys", "writing the pattern of core files, which may be a program", "EROFS", "EACCES"),
        Attempt("write-sysrq", "pressing the magic key", "EROFS", "EACCES", "ENOENT"),
        Attempt("write-uevent", "the program that the kernel runs for new devices", "EROFS", "EACCES", "ENOENT"),
        Attempt("write-hugepage", "a setting of the kernel's in /sys", "EROFS", "EACCES", "ENOENT"),
        Attempt("write-cgroup", "moving into another control group", "EROFS", "EACCES", "ENOENT"),
        Attempt("create-cgroup", "making a control group", "EROFS", "EACCES", "EPERM", "ENOENT"),
        Attempt(
            "write-release-agent", "the program that the kernel runs for empty control groups", "EROFS", "EACCES",
            "ENOENT"),
        Attempt("write-oom", "being spared where memory is short", "EACCES"),
        Attempt("read-kcore", "the kernel's memory in /proc", "ENODATA", "ENOENT"),
        Attempt("read-keys", "the list of the kernel's keys", "ENODATA", "ENOENT"),
        Attempt("read-mem", "the machine's memory in /dev", "ENOENT"),
        Attempt("read-kmsg", "the kernel's log in /dev", "ENOENT"),
        Attempt("open-terminal", "the terminal of who builds", "ENXIO"),
        Attempt("walk-own-root", "walking up from /proc/self/root", "ENOENT"),
        Attempt("walk-first-root", "walking down from /proc/1/root", "ENOENT"),
        Attempt("walk-first-directory", "walking up from /proc/1/cwd", "ENOENT"),
        Attempt("walk-up", "walking up from the root", "ENOENT"),
        Attempt("store", "the store's directory", "ENOENT"),
        // Root has nodes of its own; the suite looks at the host's.
        Attempt(
            "change-null", "changing the host's null device, and the one that is standard input", "done", "EPERM",
            "EROFS"),
        Attempt("own-descriptors", "descriptors that were left open", "ENOENT"),
        Attempt("first-descriptors", "descriptors that were left open in the first process", "ENOENT"),
    ]

    static let devices = ["/", "/dev", "/dev/shm", "/cache", "/scratch"].flatMap { place in
        [
            // Root makes the node and can't open it; in a user namespace it can't be made.
            Attempt("memory-node-\(place)", "a node of the machine's memory in \(place)", "EACCES", "EPERM"),
            Attempt("disk-node-\(place)", "a node of the host's disk in \(place)", "EACCES", "EPERM"),
        ]
    }

    static let others = [
        Attempt("raw-socket", "a raw socket on the host's network", "EPERM"),
        Attempt("packet-socket", "listening to the host's network", "EPERM"),
        Attempt("vsock", "a socket to the host of a virtual machine", "EPERM", "ENOSYS"),
        Attempt("vsock-disguised", "the same with more bits than the kernel looks at", "ENOSYS"),
        Attempt("crypto-socket", "the kernel's cryptography", "EPERM", "ENOSYS"),
        Attempt("ptrace", "tracing a process of the host", "ESRCH"),
        Attempt("process_vm_readv", "reading the memory of a process of the host", "ESRCH"),
        Attempt("pidfd_open", "a handle of a process of the host", "ESRCH"),
        Attempt("kill", "killing a process of the host", "ESRCH"),
        Attempt("kill-all", "killing everybody", "ESRCH"),
        Attempt("capset", "more capabilities", "EPERM"),
        Attempt("raise-limit", "a limit above the hard one", "EPERM"),
        Attempt("priority", "a priority above that of others", "EACCES", "EPERM"),
        Attempt("real-time", "running before all others", "EPERM"),
    ]

    static let attempts = namespaces + mounts + kernel + files + devices + others

    @Test("a RUN step does not get out", arguments: attempts)
    func held(_ attempt: Attempt) async throws {
        for builder in Builder.available {
            let report = try await EscapeReport.of(builder)
            #expect(
                attempt.outcomes.contains(report.outcomes[attempt.name] ?? "nothing"),
                "\(builder): \(report.outcomes[attempt.name] ?? "nothing")")
        }
    }

    @Test("every way that the program tries is known here, and every one that is known is tried")
    func complete() async throws {
        for builder in Builder.available {
            let report = try await EscapeReport.of(builder)
            #expect(Set(report.outcomes.keys) == Set(Self.attempts.map(\.name)))
            #expect(report.isHostProcessAlive, "\(builder): the process of the host was killed")
            #expect(report.isHostDeviceAsBefore, "\(builder): the host's /dev/null was changed")
        }
    }

    @Test("a setuid program makes root of a user, and no more than the root of the step", arguments: Builder.available)
    func setuid(_ builder: Builder) async throws {
        // Docker's default capabilities without raw sockets; new privileges are not ruled out, as in docker.
        let expected = [
            "user 0", "CapEff:\t00000000a80405fb", "CapBnd:\t00000000a80405fb", "NoNewPrivs:\t0", "Seccomp:\t2",
        ]
        #expect(try await Set(EscapeReport.of(builder).identity) == Set(expected))
    }

    @Test("a step sees no variable of the host", arguments: Builder.available)
    func environment(_ builder: Builder) async throws {
        #expect(try await EscapeReport.of(builder).variables == ["HOME", "PATH", "PWD", "SHLVL"])
    }
}

/// What came of all attempts of one builder. Made once.
struct EscapeReport: Sendable {
    var outcomes = [String: String]()
    var identity = [String]()
    var variables = [String]()
    var isHostProcessAlive = false
    var isHostDeviceAsBefore = false

    private static let reports = Mutex([Builder: Task<EscapeReport, any Error>]())

    static func of(_ builder: Builder) async throws -> EscapeReport {
        let task = reports.withLock { reports in
            let task = reports[builder] ?? Task { try await make(builder) }
            reports[builder] = task
            return task
        }
        return try await task.value
    }

    private static let dockerfile = """
        FROM base
        ARG process file store
        COPY escape /escape
        RUN cp /escape /su && chmod 4755 /su
        RUN --mount=type=cache,target=/cache --mount=type=tmpfs,target=/scratch /escape $process $file $store
        RUN env -u process -u file -u store env | sed 's/^/variable /'
        USER 1000:1000
        RUN /su identity

        """

    private static func make(_ builder: Builder) async throws -> EscapeReport {
        var report = EscapeReport()
        try await Workspace.building(dockerfile, ["outside": "of the host"]) { work in
            try await shell("gcc -Wall -Wextra -O1 -static -o escape \"$1\"", escapeSource, in: work.context)
            // A process of the host that everybody who builds may send signals to.
            try await builder.using(work) { work in
                var work = work
                work.pith.environment["OF_THE_HOST"] = "1"
                let script = """
                    sleep 1000 >/dev/null 2>&1 &
                    status=0
                    "$@" --build-arg "process=$!" || status=$?
                    kill $! && echo alive
                    exit "$status"
                    """
                work.pith.wrapper += ["bash", "-c", script, "bash"]
                let build = try work.pith.command([
                    "build", "--progress", "plain", "-t", "app", "context", "--build-arg",
                    "file=\(work.path("context/outside"))", "--build-arg", "store=\(work.pith.root)",
                ])
                let before = try await nullDevice()
                let outcome = try await build.succeed()
                // A user other than root, and streams that are the device.
                _ = try await work.pith.command(["run", "app", "true"]).run()
                report.isHostDeviceAsBefore = try await nullDevice() == before
                report.read(outcome.error)
                report.isHostProcessAlive = outcome.output.contains("alive")
            }
        }
        return report
    }

    /// Owner, group, mode, and whether its time is that of `escape.c`.
    private static func nullDevice() async throws -> String {
        try await shell("stat -c '%u %g %a' /dev/null; [ $(stat -c %Y /dev/null) = 1 ] && echo changed || true")
    }

    static let escapeSource = Pith.source("Tests/EndToEndTests/Sandbox/escape.c")

    private mutating func read(_ log: String) {
        for line in log.split(separator: "\n") {
            // `#5 0.123 tried NAME: OUTCOME`
            let words = line.split(separator: " ", maxSplits: 3).map(String.init)
            guard words.count == 4, words[0].hasPrefix("#") else { continue }
            switch words[2] {
            case "tried":
                let parts = words[3].split(separator: ":", maxSplits: 1).map(String.init)
                outcomes[parts[0]] = String(parts[1].dropFirst())
            case "identity": identity.append(words[3])
            case "variable": variables.append(String(words[3].prefix { $0 != "=" }))
            default: continue
            }
        }
        variables.sort()
    }
}
