import Subprocess
import Testing

@Suite(.serialized) struct RunCommandTests {
    @Test("standard input, output and error pass through, and stay apart")
    func streams() async throws {
        try await Workspace.building("FROM base\n") { work in
            try await work.build()
            let script = "read line; echo \"out $line\"; echo \"error $line\" >&2"
            let outcome = try await work.pith("run", "-i", "--rm", "app", "/bin/sh", "-c", script, input: "word\n")
            #expect(outcome.status == 0)
            #expect(outcome.output == "out word\n")
            #expect(outcome.error == "error word\n")
        }
    }

    @Test("without '-i' standard input is empty")
    func noInput() async throws {
        try await Workspace.building("FROM base\n") { work in
            try await work.build()
            #expect(try await work.pith.succeed("run", "--rm", "app", "/bin/cat", input: "word\n") == "")
        }
    }

    @Test("a megabyte of binary data passes through unchanged")
    func bulk() async throws {
        try await Workspace.building("FROM base\n") { work in
            try await work.build()
            try await shell("head -c 1000000 /dev/urandom > data", in: work.directory)
            let command = try work.pith.command(["run", "-i", "--rm", "app", "/bin/cat"])
            let piped = Command(
                arguments: ["bash", "-euo", "pipefail", "-c", "\"$@\" < data | cmp - data", "bash"] + command.arguments,
                environment: command.environment, directory: work.directory)
            try await piped.succeed()
        }
    }

    @Test(
        "the exit status is the container's; 127 and 126 where its program can't be run; 125 where there is no container"
    )
    func status() async throws {
        try await Workspace.building("FROM base\nRUN echo text > /text\n") { work in
            try await work.build()
            #expect(try await work.pith("run", "--rm", "app", "/bin/sh", "-c", "exit 3").status == 3)
            #expect(
                try await work.pith("run", "--rm", "app", "/bin/sh", "-c", "sh -c 'kill -9 $$'; exit $?").status == 137)
            #expect(try await work.pith("run", "--rm", "app", "/bin/missing").status == 127)
            #expect(try await work.pith("run", "--rm", "app", "missing").status == 127)
            #expect(try await work.pith("run", "--rm", "app", "/text").status == 126)
            #expect(try await work.pith("run", "--rm", "no-such-image").status == 125)
            #expect(try await work.pith("run", "--no-such-option", "app").status == 125)
        }
    }

    @Test("an image without a command is refused with the reason")
    func noCommand() async throws {
        try await Workspace.with(["Dockerfile": "FROM scratch\nCOPY busybox /busybox\n"]) { work in
            try await work.build()
            let outcome = try await work.pith("run", "--rm", "app")
            #expect(outcome.status == 125)
            #expect(outcome.error.contains("command"))
        }
    }

    @Test("SIGTERM reaches the program, which may answer it", arguments: ["crun", "runc"])
    func signal(runtime: String) async throws {
        let script = "trap 'echo handled; exit 5' TERM; echo > /out/ready; while true; do sleep 0.1; done"
        try await Workspace.building("FROM base\n") { work in
            var work = work
            work.pith.environment["PITH_RUNTIME"] = runtime
            try await work.build()
            try await shell("mkdir out", in: work.directory)
            let volume = "\(work.path("out")):/out"
            let run = try work.pith.command(["run", "--rm", "-v", volume, "app", "/bin/sh", "-c", script])
            let ready = work
            let outcome = try await run.run(sending: .terminate) { ready.exists("out/ready") }
            #expect(outcome.status == 5)
            #expect(outcome.output == "handled\n")
        }
    }

    @Test("SIGINT and SIGTERM end a program that has no handler, with 130 and 143", arguments: ["crun", "runc"])
    func unhandledSignal(runtime: String) async throws {
        try await Workspace.building(
            "FROM base\nCMD [\"/bin/sh\", \"-c\", \"echo > /out/ready; exec sleep 6655443\"]\n"
        ) { work in
            var work = work
            work.pith.environment["PITH_RUNTIME"] = runtime
            try await work.build()
            let ready = work
            for (signal, status) in [(Signal.interrupt, 130), (.terminate, 143)] as [(Signal, Int32)] {
                try await shell("rm -rf out && mkdir out", in: work.directory)
                let run = try work.pith.command(["run", "--rm", "-v", "\(work.path("out")):/out", "app"])
                #expect(try await run.run(sending: signal) { ready.exists("out/ready") }.status == status)
            }
        }
    }

    @Test("'-e', '-w', '-u' and '--entrypoint' go before the image's own")
    func overrides() async throws {
        let dockerfile =
            "FROM base\nENV A=image B=image\nWORKDIR /image\nUSER 5\nENTRYPOINT [\"/bin/false\"]\nCMD [\"image\"]\n"
        try await Workspace.building(dockerfile) { work in
            try await work.build()
            let said = try await work.pith.succeed(
                "run", "--rm", "-e", "A=given", "-w", "/tmp", "-u", "7:8", "--entrypoint", "/bin/sh", "app", "-c",
                "echo $A $B $(pwd) $(id -u) $(id -g)")
            #expect(said == "given image /tmp 7 8")
        }
    }

    @Test("'-v' shows a directory of the host, writable unless it says 'ro'")
    func volumes() async throws {
        try await Workspace.building("FROM base\n") { work in
            try await work.build()
            try work.write("host", to: "shared/word")
            let path = work.path("shared")
            #expect(
                try await work.pith.succeed("run", "--rm", "-v", "\(path):/in:ro", "app", "/bin/cat", "/in/word")
                    == "host")
            #expect(
                try await work.pith("run", "--rm", "-v", "\(path):/in:ro", "app", "/bin/touch", "/in/new").status == 1)
            try await work.pith.succeed("run", "--rm", "-v", "\(path):/in", "app", "/bin/touch", "/in/new")
            #expect(work.exists("shared/new"))
        }
    }

    @Test("'--network none' leaves only loopback, the default is the host's network")
    func network() async throws {
        try await Workspace.building("FROM base\n") { work in
            try await work.build()
            let count = "grep -c : /proc/net/dev"
            let none = try await work.pith.succeed("run", "--rm", "--network", "none", "app", "/bin/sh", "-c", count)
            #expect(none == "1")
            let host = try await work.pith.succeed("run", "--rm", "app", "/bin/sh", "-c", count)
            #expect(host == (try await shell(count)))
        }
    }

    @Test("'-t' gives the program a terminal")
    func terminal() async throws {
        try await Workspace.building("FROM base\n") { work in
            try await work.build()
            // script(1) gives the program itself a terminal, as a person's shell does.
            let command = try work.pith.command(["run", "--rm", "-it", "app", "/bin/sh", "-c", "tty && echo terminal"])
            let line = command.arguments.map { "'\($0)'" }.joined(separator: " ")
            let wrapped = Command(
                arguments: ["script", "--quiet", "--return", "--command", line, "/dev/null"],
                environment: command.environment, directory: command.directory)
            let outcome = try await wrapped.run()
            #expect(outcome.status == 0)
            #expect(outcome.output.contains("/dev/pts/") && outcome.output.contains("terminal"))
        }
    }

    @Test("what a container changes does not change its image")
    func changes() async throws {
        try await Workspace.building("FROM base\nRUN echo image > /word\n") { work in
            try await work.build()
            #expect(try await work.inside("echo changed > /word && rm -r /bin/ls && cat /word") == "changed")
            #expect(try await work.inside("cat /word && ls /bin/ls") == "image\n/bin/ls")
            #expect(try await leftFiles(of: work) == "")
        }
    }
}
