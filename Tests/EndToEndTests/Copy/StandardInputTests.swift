import Testing

@Suite(.serialized) struct StandardInputTests {
    @Test("a tar on standard input is the build context, in any compression", arguments: ["cat", "gzip -c", "xz -c"])
    func archive(compressor: String) async throws {
        try await Workspace.building("FROM base\nCOPY file /file\n", ["file": "inside", ".dockerignore": "other"]) {
            work in
            try await shell(
                "tar -C context -cf - . | \(compressor) > context.tar", in: work.directory)
            let command = try work.pith.command(["build", "-t", "app", "-"])
            try await shellWithPith(command, "< context.tar", in: work)
            #expect(try await work.inside("cat /file") == "inside")
        }
    }

    @Test("a Dockerfile on standard input has no context, or the one that is named")
    func dockerfile() async throws {
        try await Workspace.with(["file": "inside"]) { work in
            let alone = try await work.pith(
                "build", "-o", "type=tar,dest=out.tar", "-", input: "FROM scratch\nCOPY <<a /a\nb\na\n")
            #expect(alone.status == 0, "\(alone.error)")
            #expect(try await shell("tar -xOf out.tar a", in: work.directory) == "b")
            let named = try await work.pith(
                "build", "-o", "type=tar,dest=out.tar", "-f", "-", "context", input: "FROM scratch\nCOPY file /a\n")
            #expect(named.status == 0, "\(named.error)")
            #expect(try await shell("tar -xOf out.tar a", in: work.directory) == "inside")
            let without = try await work.pith("build", "-", input: "FROM scratch\nCOPY file /a\n")
            #expect(
                without.status == 1 && without.error.contains("'file' does not exist")
                    || without.error.contains("can't be copied"))
        }
    }

    @Test("two uses of standard input, two Dockerfiles and an empty context are refused")
    func misuse() async throws {
        try await Workspace.with { work in
            let both = try await work.pith("build", "-f", "-", "-", input: "FROM scratch\n")
            #expect(both.status == 64)
            let two = try await work.pith("build", "-f", "other", "-", input: "FROM scratch\n")
            #expect(two.status == 64)
            let none = try await work.pith("build", "-")
            #expect(none.status == 64)
        }
    }

    /// Runs a command of the program with a redirection, as a shell would.
    private func shellWithPith(_ command: Command, _ redirection: String, in work: Workspace) async throws {
        var shell = command
        shell.arguments = ["bash", "-c", "\"$@\" \(redirection)", "bash"] + command.arguments
        try await shell.succeed()
    }
}
