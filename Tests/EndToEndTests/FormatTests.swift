import Testing

/// `--format` with templates, through the program.
@Suite(.serialized) struct FormatTests {
    private func withImage(_ body: (Workspace) async throws -> Void) async throws {
        let dockerfile = """
            FROM scratch
            LABEL x="a value"
            ENV A=b C=d
            COPY word /
            HEALTHCHECK --interval=90s CMD ["/word"]

            """
        try await Workspace.with(["Dockerfile": dockerfile, "word": "12345"], body)
    }

    @Test("'inspect' fills a template in for each image")
    func inspect() async throws {
        try await withImage { work in
            try await work.build("-t", "other:1")
            func inspect(_ template: String, _ names: String...) async throws -> String {
                let command = try work.pith.command(["inspect", "--format", template] + names)
                return try await command.succeed().text
            }
            #expect(try await inspect("{{.Config.Env}}", "app", "other:1").split(separator: "\n").count == 2)
            #expect(try await inspect("{{.RepoTags}}", "app") == "[app:latest other:1]")
            let labels = try await inspect("{{index .Config.Labels \"x\"}}|{{.Config.Labels.y}}", "app")
            #expect(labels == "a value|<no value>")
            #expect(try await inspect("{{json .Config.Env}}", "app").contains(#""A=b","C=d"]"#))
            #expect(try await inspect("{{.Config.Healthcheck.Interval}} {{.Size}}", "app") == "1m30s 5")
            let whole = try await work.pith.succeed("inspect", "app")
            #expect(try await inspect("json", "app") == whole)
            #expect(try await inspect("", "app") == whole)
            #expect(try await inspect("{{json .}}", "app") == jq(".[0]", whole))
            let id = try await jq(".[0].Id", whole)
            #expect(try await inspect("{{.Id}}", "app") == id)
        }
    }

    @Test("'images' and 'history' fill it in for each row, under titles behind 'table'")
    func lists() async throws {
        try await withImage { work in
            try await work.build("-t", "group/other:v1")
            let names = try await work.pith.succeed("images", "--format", "{{.Repository}}:{{.Tag}}")
            #expect(names.split(separator: "\n").sorted() == ["app:latest", "group/other:v1"])
            let table = try await work.pith.succeed("images", "--format", "table {{.Repository}}\\t{{.Size}}", "app")
            #expect(table == "REPOSITORY   SIZE\napp          5B")
            let row = try await work.pith.succeed("images", "--format", "{{json .}}", "app")
            let id = try await work.pith.succeed("images", "-q", "app")
            #expect(try await jq(".Repository, .Tag, .ID, .Size", row) == "app\nlatest\n\(id)\n5B")
            let history = try await work.pith.succeed("history", "--format", "{{.Size}} {{.CreatedBy}}", "app")
            #expect(history.contains("5B COPY word / # buildkit\n"))
            #expect(try await work.pith.succeed("images", "--format", "table").hasPrefix("REPOSITORY  "))
        }
    }

    @Test("a template that can't be used is wrong usage, shown with its place; what a value can't do is an error")
    func errors() async throws {
        try await withImage { work in
            try await work.build()
            for verb in ["inspect", "images", "history"] {
                let outcome = try await work.pith(verb, "--format", "{{.Id | uper}}", "app")
                #expect(outcome.status == 64 && outcome.output == "")
                #expect(outcome.error.contains("--format:1:9: error: "))
                #expect(outcome.error.contains("    |         ^~~~\nhelp: did you mean 'upper'?\n"))
            }
            let index = try await work.pith("inspect", "-f", "{{index .Config.Env 9}}", "app")
            #expect(index.status == 1 && index.error.contains("--format:1:3: error: "))
        }
    }
}
