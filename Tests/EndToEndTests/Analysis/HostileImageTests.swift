import Testing

/// Images that nobody means well with, which a script makes: a clear error or a report, in bounded time, and nothing is
/// left behind.
@Suite(.serialized) struct HostileImageTests {
    /// What `pith analyze` makes of an image of `hostile.py`'s.
    private func analyze(
        _ kind: String, count: Int = 1, _ options: String..., in work: Workspace
    ) async throws -> Outcome {
        try await make(kind, count: count, in: work)
        let outcome = try await work.pith.command(
            ["analyze", "--no-updates", "--format", "json", "\(kind).tar"] + options
        ).run()
        #expect(try await leftFiles(of: work) == "")
        return outcome
    }

    private func make(_ kind: String, count: Int = 1, in work: Workspace) async throws {
        let script = Pith.source("Tests/EndToEndTests/Analysis/hostile.py")
        try await shell("python3 \"$1\" \"$2\" \"$2.tar\" \"$3\"", script, kind, "\(count)", in: work.directory)
    }

    /// What the image has, how many times over, and what the error says.
    private static let damaged: [(kind: String, count: Int, error: String)] = [
        ("truncated", 1, "archive ends in its content"), ("truncated_tar", 1, "archive ends in its content"),
        ("wrong_digest", 1, "is not what it should be: its digest is sha256:"),
        ("wrong_diff_id", 1, "is not what its image says: its diff ID is sha256:"),
        ("unknown_media_type", 1, "'application/x\\u{1B}[31m.thing' is no media type of layers"),
        ("no_tar", 1, "tar archive can't be read at the first entry"),
        ("upwards", 1, "'a/../../etc/passwd' is not one: it leads upwards"),
        ("long_path", 1, "link target is too long"), ("long_name", 1, "link target is too long"),
        ("long_link", 1, "link target is too long"),
        ("gzip_bomb", 200, "unpack to more than"), ("zstd_bomb", 2_500_000, "unpack to more than"),
    ]

    @Test("what is damaged, or unpacks to far more than it is, is a clear error", arguments: damaged.map(\.kind))
    func damage(_ kind: String) async throws {
        let expected = try #require(Self.damaged.first { $0.kind == kind })
        try await Workspace.with { work in
            let outcome = try await analyze(kind, count: expected.count, in: work)
            #expect(outcome.status == 1 && outcome.output == "")
            let error = outcome.error.split(separator: "\n").last ?? ""
            #expect(error.hasPrefix("error: ") && error.contains(expected.error), "\(error.prefix(1000))")
            #expect(error.hasSuffix(" [corrupt]"), "\(error.suffix(100))")
        }
    }

    /// What the image has, how many times over, a filter of jq, and what it makes of the report.
    private static let oddities: [(kind: String, count: Int, filter: String, result: String)] = [
        ("absolute", 1, ".biggestFiles[0].path", "/etc/passwd"),
        ("no_layers", 1, "[.layers, .size, .files, .efficiency, .layerDetails]", "[0,0,0,1,[]]"),
        ("no_history", 1, "[.layerDetails[] | .createdBy]", "[null]"),
        ("long_history", 1, "[.layerDetails[] | .createdBy]", #"["RUN 0"]"#),
        ("layers_127", 1, "[.layers, .files, .wasted[0].path, .wasted[0].copies]", #"[127,128,"/file",127]"#),
        ("deep", 2000, "[.files, (.biggestFiles[0].path | length), (.biggestDirectories | length)]", "[1,4002,100]"),
        ("many_files", 20_000, "[.files, .size, .duplicates[0].copies]", "[20000,20000,20000]"),
        ("secrets_in_one", 100_000, "[.secrets | length, .[0].rule]", #"[10,"gitlab-token"]"#),
        ("secrets_in_files", 11_000, "[.secrets | length, .[0].rule]", #"[1000,"vault-token"]"#),
        ("zip_bomb", 6, "[.files, .packageDetails]", "[6,[]]"),
        ("many_entries", 1_000_000, "[.packageDetails[] | .name]", #"["large"]"#),
        ("metadata", 60, "[.packageDetails[] | .kind]", #"["debian","python"]"#),
    ]

    @Test("what is unusual, or a great deal, is reported on all the same", arguments: oddities.map(\.kind))
    func unusual(_ kind: String) async throws {
        let expected = try #require(Self.oddities.first { $0.kind == kind })
        try await Workspace.with { work in
            let outcome = try await analyze(kind, count: expected.count, in: work)
            #expect(outcome.status == 0, "\(outcome.error.suffix(1000))")
            #expect(try await jq(expected.filter, outcome.output) == expected.result)
            // What is large takes long in a debug build.
            for format in ["table", "html", "markdown"] where [1, 2000].contains(expected.count) {
                try await work.pith.succeed("analyze", "--no-updates", "--format", format, "\(kind).tar")
            }
        }
    }

    @Test("names can do nothing to a terminal, a table or a page, and are what they were in JSON")
    func names() async throws {
        try await Workspace.with { work in
            let report = try await analyze("names", in: work)
            #expect(report.status == 0, "\(report.error.suffix(1000))")
            let path = #"[.biggestFiles[].path | select(startswith("/escape"))] | unique | .[0]"#
            #expect(try await jq(path, report.output) == "/escape\u{1B}[31m\u{1B}]0;taken over\u{07}")
            for format in ["table", "html", "markdown"] {
                let outcome = try await work.pith("analyze", "--no-updates", "--format", format, "names.tar")
                #expect(outcome.status == 0, "\(outcome.error.suffix(1000))")
                let raw = (outcome.output + outcome.error).unicodeScalars.filter(Self.isDangerous)
                #expect(raw.map { String($0.value, radix: 16) } == [], "\(format)")
                try await check(outcome.output, format: format)
            }
        }
    }

    /// No name is a tag of a page, or anything to GitHub's parser but text.
    private func check(_ report: String, format: String) async throws {
        if format == "html" {
            for text in ["<script>alert", "<img src=x"] { #expect(!report.contains(text)) }
        } else if format == "markdown" {
            let parser = Pith.source("Tests/EndToEndTests/Pages/comment.py")
            let outcome = try await Command(arguments: ["/usr/bin/python3", parser], input: report).run()
            #expect(outcome.status == 0, "\(outcome.output)\(outcome.error.suffix(2000))")
        }
    }

    /// What moves a terminal's cursor, ends a line or turns text around.
    private static func isDangerous(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control: scalar != "\n" && scalar != "\t"
        case .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }

    @Test(
        "of several platforms this machine's is taken, or another one that is asked for; one that is missing is an error"
    )
    func platforms() async throws {
        try await Workspace.with { work in
            let own = try await analyze("platforms", in: work)
            let architecture = try await shell("dpkg --print-architecture")
            #expect(try await jq(".platform", own.output) == "linux/\(architecture)")
            let other = try await work.pith.succeed(
                "analyze", "--no-updates", "--format", "json", "--platform", "linux/riscv64", "platforms.tar")
            #expect(try await jq("[.platform, .size]", other) == #"["linux/riscv64",6]"#)
            let missing = try await work.pith("analyze", "--platform", "linux/s390x", "platforms.tar")
            #expect(missing.status == 1)
            for name in ["linux/amd64", "linux/arm64", "linux/riscv64"] {
                #expect(missing.error.contains(name), "\(missing.error.suffix(1000))")
            }
        }
    }
}
