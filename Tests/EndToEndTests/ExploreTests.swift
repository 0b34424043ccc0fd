import Glibc
import SystemPackage
import Testing

/// `pith explore` in a terminal of tmux's.
@Suite(.serialized) struct ExploreTests {
    private let dockerfile = """
        FROM base
        COPY data /data/file
        RUN chmod 750 /data/file && ln -s file /data/link && mkdir -p /data/sub/deep && echo deep > /data/sub/deep/x
        RUN echo changed >> /data/file && rm -r /data/sub && echo new > /data/new

        """

    /// Builds the image, and hands a terminal over in which the browser has just drawn its first screen.
    private func exploring(
        _ columns: Int = 100, _ rows: Int = 30, _ body: (Workspace, Terminal) async throws -> Void
    ) async throws {
        try await Workspace.building(dockerfile, ["data": "some bytes\n"]) { work in
            try await work.build()
            try await Terminal.with(columns: columns, rows: rows, in: work.directory) { terminal in
                try await terminal.type(try command(in: work) + "\n")
                try await terminal.wait { $0.contains("● Layers") }
                try await body(work, terminal)
            }
        }
    }

    private func command(in work: Workspace, image: String = "app") throws -> String {
        let command = try work.pith.command(["explore", image])
        let variables = command.environment.map { "\($0.key)=\($0.value)" }.sorted()
        return (["env", "NO_COLOR="] + variables + command.arguments).map { "'\($0)'" }.joined(separator: " ")
    }

    @Test("it shows the layers, and what each of them did")
    func layers() async throws {
        try await exploring { _, terminal in
            let first = try await terminal.screen()
            #expect(first.contains("COPY busybox /bin/busybox") && first.contains("Efficiency"))
            #expect(first.contains("+ -rwxr-xr-x 0:0") && first.contains("── busybox"))
            #expect(!first.contains("── data/"))
            try await terminal.press("Tab", "l", "Tab", "End")
            try await terminal.wait { screen in
                ["~ -rwxr-x--- 0:0", "── file", "+ -rw-r--r-- 0:0", "── new", "- drwxr-xr-x", "── deep/"]
                    .allSatisfy(screen.contains)
            }
            // All layers after the first together made everything but the base.
            try await terminal.press("C-a")
            try await terminal.wait {
                $0.contains("changes since layer 1") && $0.contains("+ drwxr-xr-x 0:0       23B  └── data/")
            }
            try await terminal.press("C-l")
            // The layer before shows the directory that this one removed, as its own addition.
            try await terminal.press("Up")
            try await terminal.wait { $0.contains("── deep/") && !$0.contains("── new") }
            #expect(try await terminal.screen(hasStyles: true).contains("\u{1B}[32m"))
        }
    }

    @Test("it hides what did not change, and filters names")
    func filter() async throws {
        try await exploring { _, terminal in
            try await terminal.press("End", "Tab", "l")
            try await terminal.wait { $0.contains("without unchanged") && !$0.contains("── bin/") }
            try await terminal.press("l", "Home", "/")
            try await terminal.wait { $0.contains("── bin/") && $0.contains("Filter:") }
            try await terminal.type("NEW")
            try await terminal.wait { $0.contains("nothing to show") }
            try await terminal.press("C-u")
            try await terminal.type("ne[w")
            try await terminal.press("BSpace", "BSpace")
            try await terminal.type("w")
            try await terminal.press("Enter")
            try await terminal.wait { $0.contains("── new") && !$0.contains("── bin/") && $0.contains("Filter: new") }
            try await terminal.press("Escape", "Home")
            try await terminal.wait { $0.contains("── bin/") && !$0.contains("Filter") }
        }
    }

    @Test("a file is extracted with its bytes and mode, and replaces another only after a yes")
    func extractFile() async throws {
        try await exploring { work, terminal in
            try await terminal.press("End", "/")
            try await terminal.type("/data/file")
            try await terminal.press("Enter", "x")
            try await terminal.wait { $0.contains("Extract to: file") }
            try await terminal.press("C-u")
            try await terminal.type("taken")
            try await terminal.press("Enter")
            try await terminal.wait { $0.contains("extracted /data/file to taken: 1 file") }
            #expect(try await shell("cat taken; stat -c %a taken", in: work.directory) == "some bytes\nchanged\n750")
            // What the layer below has in its place.
            try await terminal.press("Tab", "Up", "Tab", "x", "C-u")
            try await terminal.type("taken")
            try await terminal.press("Enter")
            try await terminal.wait { $0.contains("replace 'taken'?") }
            try await terminal.press("n")
            try await terminal.wait { $0.contains("nothing was written") }
            #expect(try await shell("cat taken", in: work.directory) == "some bytes\nchanged")
            try await terminal.press("x", "C-u")
            try await terminal.type("taken")
            try await terminal.press("Enter", "y")
            try await terminal.wait { $0.contains("extracted /data/file to taken") }
            #expect(try await shell("cat taken; ls -A | grep pith- || true", in: work.directory) == "some bytes")
            try await terminal.press("x", "C-u")
            try await terminal.type("missing/place")
            try await terminal.press("Enter")
            try await terminal.wait { $0.contains("'missing/place' can't be written: no such file or directory") }
        }
    }

    @Test("a directory is extracted with its links, also one that a layer removed")
    func extractDirectory() async throws {
        try await exploring { work, terminal in
            try await terminal.press("End", "/")
            try await terminal.type("/data")
            try await terminal.press("Enter", "x", "Enter")
            try await terminal.wait { $0.contains("extracted /data to data: 3 files") }
            let listing = try await shell("cd data && ls -A && readlink link && cat new", in: work.directory)
            #expect(listing == "file\nlink\nnew\nfile\nnew")
            try await terminal.press("/", "C-u")
            try await terminal.type("sub")
            try await terminal.press("Enter", "x", "Enter")
            try await terminal.wait { $0.contains("extracted /data/sub to sub: 1 file") }
            #expect(try await shell("cat sub/deep/x", in: work.directory) == "deep")
            // No directory is written over.
            try await terminal.press("/", "C-u")
            try await terminal.type("file")
            try await terminal.press("Enter", "x", "C-u")
            try await shell("mkdir -p other/file", in: work.directory)
            try await terminal.type("other")
            try await terminal.press("Enter")
            try await terminal.wait { $0.contains("can't be extracted: file exists") }
        }
    }

    @Test("an image of an archive can be looked at, and files extracted, without a name in the store")
    func archive() async throws {
        try await Workspace.building(dockerfile, ["data": "some bytes\n"]) { work in
            try await work.build()
            try await work.pith.succeed("save", "-o", "app.tar", "app")
            let other = work.elsewhere()
            try await Terminal.with(in: work.directory) { terminal in
                try await terminal.type(try command(in: other, image: "app.tar") + "\n")
                try await terminal.wait { $0.contains("● Layers") }
                try await terminal.press("End", "/")
                try await terminal.type("/data/file")
                try await terminal.press("Enter", "x", "Enter")
                try await terminal.wait { $0.contains("extracted /data/file to file: 1 file") }
                #expect(try await shell("cat file", in: work.directory) == "some bytes\nchanged")
                try await terminal.press("q")
                try await terminal.wait { $0.contains("status 0 ready>") }
            }
            #expect(try await other.pith.succeed("images", "-q") == "")
        }
    }

    @Test("it fits the terminal again after that was resized")
    func resize() async throws {
        try await exploring { _, terminal in
            try await terminal.resize(columns: 50, rows: 12)
            try await terminal.wait { $0.contains("● Layers") && !$0.contains("Files after") && $0.contains("q quit") }
            try await terminal.press("Tab")
            try await terminal.wait { $0.contains("● Files after layer 1") && !$0.contains("Layers") }
            try await terminal.resize(columns: 120, rows: 40)
            try await terminal.wait { $0.contains("─ Layers") && $0.contains("● Files") && $0.contains("Efficiency") }
        }
    }

    @Test("q and Ctrl-C give the terminal back as it was, with status 0", arguments: ["q", "C-c"])
    func quit(key: String) async throws {
        try await exploring { _, terminal in
            #expect(try await terminal.isTaken())
            try await terminal.press(key)
            let screen = try await terminal.wait { $0.contains("status 0 ready>") && !$0.contains("● Layers") }
            #expect(screen.contains("explore"))
            #expect(try await !terminal.isTaken())
        }
    }

    @Test(
        "a signal gives the terminal back, even one that leaves the program no time",
        arguments: [("TERM", 143), ("HUP", 143), ("INT", 130), ("KILL", 137)])
    func signals(name: String, status: Int) async throws {
        try await Workspace.building(dockerfile, ["data": "x"]) { work in
            try await work.build()
            try await Terminal.with(in: work.directory) { terminal in
                try await terminal.type("stty -a > before\n")
                try await terminal.type(try command(in: work) + "\n")
                try await terminal.wait { $0.contains("● Layers") }
                // The browser is the child of the process that the shell sees, which waits for it.
                let parent = try await shell(
                    "for p in $(pgrep -f \"$1 explore\"); do pgrep -P $p > /dev/null && echo $p; done; true",
                    work.pith.program)
                let process = name == "KILL" ? try await shell("pgrep -P \"$1\"", parent) : parent
                try await shell("kill -\(name) \(process)")
                try await terminal.wait { $0.contains("ready>") && !$0.contains("● Layers") }
                try await terminal.type("echo \"ended $?\"; stty -a > after\n")
                try await terminal.wait { $0.contains("ended \(status)") }
                #expect(try await !terminal.isTaken())
                try await shell("until [ -s after ]; do sleep 0.02; done; cmp before after", in: work.directory)
            }
        }
    }

    @Test(
        "an ordinary user extracts files of other owners, to whom they belong then",
        .enabled(if: getuid() == 0, "making a user needs root"))
    func ordinaryUser() async throws {
        let dockerfile = "FROM base\nRUN echo x > /secret && chmod 600 /secret && chown 12:34 /secret\n"
        try await Workspace.building(dockerfile) { work in
            try await work.asOrdinaryUser { work in
                try await work.build()
                try await Terminal.with(in: work.directory) { terminal in
                    try await terminal.type(try command(in: work) + "\n")
                    try await terminal.wait { $0.contains("● Layers") }
                    try await terminal.press("End", "/")
                    try await terminal.type("secret")
                    try await terminal.press("Enter")
                    try await terminal.wait { $0.contains("+ -rw------- 12:34") }
                    try await terminal.press("x", "Enter")
                    try await terminal.wait { $0.contains("extracted /secret to secret: 1 file") }
                    let owner = try await shell("cat secret; stat -c '%a %u' secret", in: work.directory)
                    let user = try await shell("stat -c %u .", in: work.directory)
                    #expect(owner == "x\n600 \(user)" && user != "0")
                    try await terminal.press("q")
                    try await terminal.wait { $0.contains("status 0 ready>") }
                }
            }
        }
    }

    @Test("without a terminal it refuses, and names the command that needs none")
    func noTerminal() async throws {
        try await Workspace.with { work in
            let outcome = try await work.pith("explore", "app")
            #expect(outcome.status == 64 && outcome.output == "")
            #expect(outcome.error.contains("not a terminal") && outcome.error.contains("pith analyze"))
        }
    }

    @Test("an image that is not there is an error in words, and the terminal stays as it is")
    func missing() async throws {
        try await Workspace.building(dockerfile, ["data": "x"]) { work in
            try await work.build()
            try await Terminal.with(in: work.directory) { terminal in
                try await terminal.type(try command(in: work, image: "apq") + "\n")
                let screen = try await terminal.wait { $0.contains("status 1 ready>") }
                #expect(screen.contains("image 'apq' is not in the store") && screen.contains("did you mean 'app"))
            }
        }
    }
}
