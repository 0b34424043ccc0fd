import Testing

/// Pages are opened in a headless Chromium without network, which does what a reader does; their markup is checked by
/// HTML Tidy, comments by GitHub's own parser.
@Suite(.serialized) struct ReportPageTests {
    private static let alert = "<script>document.title='taken over'</script>"

    /// Names that are tags, also where the page shows whole paths; controls, an override of direction, bytes that are no
    /// UTF-8.
    private static let hostileFiles = #"""
        mkdir -p 'tree/<' && cd tree && mkdir -p "<!--" "</script>$1" "\"><img src=x onerror=document.title=1>"
        printf 'data of this file, again and again' > "</script>$1/file"
        for name in "$(printf 'a\nb\rc|d\\|e')" "$(printf 'bell\007\033[31m')" "$(printf '\342\200\256gpj.exe')" \
            "$(printf 'f\377\300\200')" '`` ` ```' '@everyone' "' onclick='x" '&lt;b&gt;'; do
            echo "$name$name" > "\"><img src=x onerror=document.title=1>/$name"
        done
        for number in $(seq 40); do head -c $((number * 100)) /dev/zero > "file-$number"; done
        """#

    private static let dockerfile = """
        FROM base AS large
        COPY tree /tree
        RUN cp /bin/busybox /bin/copy && chmod 4755 /bin/copy && echo "</script>\(alert)" > /dev/null
        FROM scratch
        COPY tree/file-9 /file-9
        """

    private func withImages(_ body: (Workspace) async throws -> Void) async throws {
        try await Workspace.building(Self.dockerfile) { work in
            try await shell(Self.hostileFiles, Self.alert, in: work.context)
            try await work.pith.succeed("build", "-t", "large", "--target", "large", "context")
            try await work.build()
            try await body(work)
        }
    }

    @Test(
        "a report's page is usable by keyboard, at any width, light, dark and without scripts; no file name gets the better of it"
    )
    func report() async throws {
        try await withImages { work in
            let outcome = try await work.pith(
                "analyze", "large", "--format", "html", "--output", "report.html", "--fail-on", "size>1kB")
            #expect(outcome.status == 1)
            #expect(try await shell("grep -c 'broken.*size&gt;1kB' report.html", in: work.directory) == "1")
            try await visit("report", page: work.path("report.html"), title: "large · image report")
        }
    }

    @Test("a comparison's page shows both images, each as large as it can be or in one scale")
    func comparison() async throws {
        try await withImages { work in
            try await work.pith.succeed("compare", "large", "app", "--format", "html", "--output", "comparison.html")
            let ratio = try await shell("grep -o '<em>[^<]*' comparison.html | cut -c5-", in: work.directory)
            #expect(ratio.hasSuffix("times smaller"))
            try await visit("comparison", page: work.path("comparison.html"), title: "app is \(ratio) than large")
        }
    }

    @Test(
        "a comment's tables and details are what GitHub's parser sees, and no file name is a mention, a tag or a link")
    func comments() async throws {
        try await withImages { work in
            for arguments in [["analyze", "large"], ["compare", "large", "app"]] {
                let options = ["--format", "markdown", "--fail-on", "size>100GB"]
                let comment = try await work.pith.command(arguments + options).succeed().output
                #expect(comment.contains("\n| ✓ kept | `size>100GB` |"))
                let parser = Pith.source("Tests/EndToEndTests/Pages/comment.py")
                let check = try await Command(arguments: ["/usr/bin/python3", parser], input: comment).run()
                #expect(check.status == 0, "\(check.output)\(check.error.suffix(2000))")
            }
        }
    }
}
