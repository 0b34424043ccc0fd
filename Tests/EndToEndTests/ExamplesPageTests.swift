import Testing

/// The page that `make examples` writes, made of images that take no time to build, and the one that is committed.
@Suite(.serialized) struct ExamplesPageTests {
    private static let title = "The same apps, before and after"

    private static let dockerfile = """
        FROM base AS single
        RUN cp /bin/busybox /bin/copy && chmod 4755 /bin/copy
        FROM scratch
        COPY --from=base /bin/busybox /program
        USER 65532:65532
        """

    /// What scripts/examples would have measured of two apps, one of which calls everything by a name that is a tag.
    private static let results = #"""
        def app($name; $words): {
            $name, title: $words, about: $words,
            images: [{report: "single.json", seconds: 60.25}, {report: "small.json", seconds: 0.0425}] | map({
                variant: $words, dockerfile: $words, report: "reports/\(.report)",
                seconds: {cold: .seconds, warm: .seconds, answer: .seconds}
            })
        };
        {
            processors: 2,
            apps: [
                app("hostile"; "\"><img src=x onerror=document.title=1></script><script>document.title=1</script>"),
                app("harmless"; "harmless")
            ]
        }
        """#

    private func makePage(_ work: Workspace) async throws -> Outcome {
        let program = Pith.source(".build/debug/examples-page")
        return try await Command(arguments: [program, work.path("results.json"), work.path("page.html")]).run()
    }

    @Test("the page about the examples is usable by keyboard, at any width, light, dark and without scripts")
    func page() async throws {
        try await Workspace.building(Self.dockerfile) { work in
            try await work.pith.succeed("build", "-t", "single", "--target", "single", "context")
            try await work.pith.succeed("build", "-t", "small", "context")
            for image in ["single", "small"] {
                let report = try await work.pith.succeed("analyze", "--format", "json", image)
                try work.write(report, to: "reports/\(image).json")
            }
            try work.write(try await jq(Self.results, "null"), to: "results.json")
            let outcome = try await makePage(work)
            #expect(outcome.status == 0 && outcome.error.isEmpty, "\(outcome.error)")
            #expect(try await shell("grep -c '60.3<small>s</small>' page.html", in: work.directory) != "0")
            #expect(try await shell("grep -c '43<small>ms</small>' page.html", in: work.directory) != "0")
            try await visit("examples", page: work.path("page.html"), title: Self.title)
        }
    }

    @Test("results whose reports are gone are an error that names the file, and no page")
    func missing() async throws {
        try await Workspace.with { work in
            try work.write(try await jq(Self.results, "null"), to: "results.json")
            let outcome = try await makePage(work)
            #expect(outcome.status == 1 && outcome.error.contains("reports/single.json"), "\(outcome.error)")
            #expect(!work.exists("page.html"))
        }
    }

    @Test("the page that is committed is one for all Dockerfiles of the examples")
    func committed() async throws {
        let page = Pith.source("docs/examples.html")
        try await visit("examples", page: page, title: Self.title)
        let shown = try await shell("grep -o '<code>Dockerfile[^<]*' \"$1\" | cut -c7- | sort", page)
        let files = try await shell("basename -a Examples/*/Dockerfile* | sort", in: Pith.project)
        #expect(shown == files)
    }
}
