import Testing

@Suite(.serialized) struct ImageCommandTests {
    @Test("'images' lists each name with its tag, ID and size; '-q' the IDs alone")
    func images() async throws {
        try await Workspace.with(["Dockerfile": "FROM scratch\nCOPY word /\n", "word": "12345"]) { work in
            try await work.build("-t", "group/other:v1")
            let table = try await work.pith.succeed("images").split(separator: "\n").map { $0.split(separator: " ") }
            let names = table.map { $0.prefix(2).joined(separator: " ") }
            #expect(names[0] == "REPOSITORY TAG" && names[1...].sorted() == ["app latest", "group/other v1"])
            #expect(table[1].last == "5B" && table[1][2] == table[2][2])

            let list = try await work.pith.succeed("images", "--format", "json")
            #expect(
                try await jq("map({repository, tag, size}) | sort_by(.repository)", list)
                    == #"[{"repository":"app","tag":"latest","size":5},{"repository":"group/other","tag":"v1","size":5}]"#
            )
            #expect(try await work.pith.succeed("images", "-q") == String(table[1][2]))
            #expect(try await jq(".[0].id", list).hasPrefix("sha256:\(table[1][2])"))
        }
    }

    @Test("'images' shows whole IDs and digests, and chooses by label and by whether there is a name")
    func imageOptions() async throws {
        try await Workspace.with(["Dockerfile": "FROM scratch\nARG A\nLABEL a=$A\n"]) { work in
            try await work.build("--build-arg", "A=1")
            try await work.build("--build-arg", "A=2")
            let named = try await work.inspect(".[0].Id")
            #expect(try await work.pith.succeed("images", "-q", "--no-trunc", "--filter", "label=a=2") == named)
            let dangling = try await work.pith.succeed("images", "-q", "--no-trunc", "--filter", "dangling=true")
            #expect(dangling != named && dangling.hasPrefix("sha256:"))
            #expect(try await work.pith.succeed("images", "-q", "--no-trunc", "-f", "dangling=false") == named)
            let table = try await work.pith.succeed("images", "--digests", "app")
            #expect(table.contains("DIGEST") && table.contains("<none>"))
            #expect(try await work.pith("images", "--filter", "before=app").status == 64)
        }
    }

    @Test("'images' chooses by patterns of names, as docker does")
    func references() async throws {
        try await Workspace.with(["Dockerfile": "FROM scratch\nENV A=b\n"]) { work in
            try await work.build("-t", "group/other:v1", "-t", "group/other:v2", "-t", "apple:1")
            func names(_ patterns: String...) async throws -> String {
                let filters = patterns.flatMap { ["--filter", "reference=\($0)"] }
                let command = ["images", "--format", "{{.Repository}}:{{.Tag}}"] + filters
                let lines = try await work.pith.command(command).succeed().output.split(separator: "\n")
                return lines.sorted().joined(separator: " ")
            }
            #expect(try await names("app*") == "app:latest apple:1")
            #expect(try await names("group/*:v1") == "group/other:v1")
            #expect(try await names("*/other") == "group/other:v1 group/other:v2")
            #expect(try await names("app", "*:1") == "app:latest apple:1")
            #expect(try await names("*:v1") == "")
            #expect(try await work.pith("images", "--filter", "reference=[").status == 64)
        }
    }

    @Test("'tag' names an image again, and both names mean the same")
    func tag() async throws {
        try await Workspace.with(["Dockerfile": "FROM scratch\nENV A=b\n"]) { work in
            try await work.build()
            try await work.pith.succeed("tag", "app", "again:1")
            #expect(try await work.inspect(".[0].RepoTags | sort | join(\" \")") == "again:1 app:latest")
        }
    }

    @Test("'rmi' takes a name away, and the image with its last name")
    func remove() async throws {
        try await Workspace.with(["Dockerfile": "FROM scratch\nENV A=b\n"]) { work in
            try await work.build("-t", "other")
            let removed = try await work.pith.succeed("rmi", "app")
            #expect(removed == "Untagged: app:latest")
            #expect(try await work.pith("inspect", "app").status == 1)
            try await work.pith.succeed("inspect", "other")
            #expect(try await work.pith.succeed("rmi", "other").contains("Deleted: sha256:"))
            #expect(try await work.pith.succeed("images", "-q") == "")
        }
    }

    @Test("a name that a new build takes moves to the new image, and the old one stays until it is removed")
    func moved() async throws {
        try await Workspace.with(["Dockerfile": "FROM scratch\nENV A=one\n"]) { work in
            try await work.build()
            let old = try await work.inspect(".[0].Id")
            try work.write("FROM scratch\nENV A=two\n", to: "context/Dockerfile")
            try await work.build()
            #expect(try await work.inspect(".[0].Config.Env | index(\"A=two\") != null") == "true")
            let found = try await jq(".[0].RepoTags | length", work.pith.succeed("inspect", old))
            #expect(found == "0")
            try await work.pith.succeed("rmi", old)
            #expect(try await work.pith("inspect", old).status == 1)
        }
    }

    @Test("'inspect' prints docker's JSON")
    func inspect() async throws {
        let files = ["Dockerfile": "FROM scratch\nCOPY word /\nCOPY word /again\n", "word": "12345"]
        try await Workspace.with(files) { work in
            try await work.build()
            let keys = "[\"Id\",\"RepoTags\",\"Size\",\"Architecture\",\"Os\",\"Config\",\"RootFS\",\"History\"]"
            #expect(try await work.inspect("(\(keys) - (.[0] | keys)) | length") == "0")
            #expect(try await work.inspect(".[0] | .Size, .RootFS.Type, (.RootFS.Layers | length)") == "10\nlayers\n2")
        }
    }

    @Test("'history' shows each instruction with the bytes that it added, the last one first")
    func history() async throws {
        let files = ["Dockerfile": "FROM scratch\nCOPY word /\nENV A=b\n", "word": "12345"]
        try await Workspace.with(files) { work in
            try await work.build()
            let json = try await work.pith.succeed("history", "--format", "json", "app")
            #expect(
                try await jq("map(.createdBy, .size)", json) == ##"["ENV A=b",0,"COPY word / # buildkit",5]"##)
            let table = try await work.pith.succeed("history", "app").split(separator: "\n")
            #expect(table.count == 3)
            #expect(table[1].contains("ENV A=b") && table[2].contains("COPY word /"))
        }
    }

    @Test(
        "a name that is not there is an error with the nearest name", arguments: ["inspect", "history", "rmi", "tag"])
    func missing(verb: String) async throws {
        try await Workspace.with(["Dockerfile": "FROM scratch\nENV A=b\n"]) { work in
            try await work.pith.succeed("build", "-t", "calculator", "context")
            let outcome = try await work.pith.command([verb, "calcualtor"] + (verb == "tag" ? ["new"] : [])).run()
            #expect(outcome.status == 1)
            #expect(outcome.output == "")
            #expect(outcome.error.contains("'calcualtor'") && outcome.error.contains("did you mean 'calculator"))
        }
    }

    @Test("the beginning of an ID names an image, and docker's long forms are the same commands")
    func otherForms() async throws {
        try await Workspace.with(["Dockerfile": "FROM scratch\nENV A=b\n"]) { work in
            try await work.pith.succeed("buildx", "build", "-t", "app", "context")
            let id = try await work.pith.succeed("image", "ls", "-q")
            #expect(try await jq(".[0].RepoTags[0]", work.pith.succeed("image", "inspect", id)) == "app:latest")
            try await work.pith.succeed("image", "rm", "app")
            #expect(try await work.pith.succeed("images", "-q") == "")
        }
    }
}
