import Commands
import Diagnostics
import ImageModel
import Testing

/// `--format` of lists: what Docker 26.1 prints for the same rows.
struct RowFormatTests {
    private func lines(_ format: String, addition: String? = nil) throws -> String {
        let id = try Digest(parsing: "sha256:" + String(repeating: "ab", count: 32))
        let rows = [("judged", "1"), ("registry.example/group/judged", "latest")].map { repository, tag in
            ImageRow(
                repository: repository, tag: tag, id: id, platform: "linux/amd64", created: "2023-11-14T22:13:20Z",
                size: 1234, digest: nil)
        }
        guard case .template(let template, let isTable) = try RowFormat(parsing: format, addition: addition) else {
            throw Failure(format)
        }
        let now = Timestamp(secondsSince1970: 1_700_000_000 + 7200)
        return try template.lines(
            rows.map { $0.value(isCut: true, now: now) }, titles: isTable ? ImageRow.titles : nil,
            escapesControls: false)
    }

    private struct Failure: Error {
        let format: String
        init(_ format: String) { self.format = format }
    }

    @Test("a template makes a line of each row")
    func rows() throws {
        #expect(
            try lines("{{.Repository}}:{{.Tag}}\\t{{.ID}}") == """
                judged:1\tabababababab
                registry.example/group/judged:latest\tabababababab

                """)
        #expect(try lines("{{.CreatedSince}}, {{.Size}}, {{.Containers}}").hasPrefix("2 hours ago, 1.23kB, N/A\n"))
        #expect(
            try lines("{{json .}}").hasPrefix(
                #"{"Containers":"N/A","CreatedAt":"2023-11-1"#))
    }

    @Test(
        "behind 'table' it gets titles, and its tabs are columns",
        arguments: [
            (
                "table {{.Repository}}\\t{{.Tag}}\\t{{.CreatedSince}}",
                """
                REPOSITORY                      TAG       CREATED
                judged                          1         2 hours ago
                registry.example/group/judged   latest    2 hours ago

                """
            ),
            (
                "table {{upper .Repository}}\\t{{lower .Tag}}",
                """
                REPOSITORY                      TAG
                JUDGED                          1
                REGISTRY.EXAMPLE/GROUP/JUDGED   latest

                """
            ),
            ("table{{.Repository}}{{.Tag}}", "REPOSITORYTAG\njudged1\nregistry.example/group/judgedlatest\n"),
            ("table {{slice .ID 0 4}}\\t{{.Tag}}", "IMAG      TAG\nabab      1\nabab      latest\n"),
            ("table {{truncate .Repository 3}}", "REPOSITORY\njud\nreg\n"),
            (
                "table {{join (split .Repository \"/\") \",\"}}",
                "REPOSITORY\njudged\nregistry.example,group,judged\n"
            ),
            (
                "table {{pad .Repository 2 2}}|{{.Tag}}",
                "  REPOSITORY  |TAG\n  judged  |1\n  registry.example/group/judged  |latest\n"
            ),
            ("table {{if eq .Tag \"1\"}}{{.Repository}}{{else}}x{{end}}", "x\njudged\nx\n"),
            ("table {{.Repository}}\\n{{.Tag}}", "REPOSITORY\nTAG\njudged\n1\nregistry.example/group/judged\nlatest\n"),
        ])
    func tables(format: String, expected: String) throws {
        #expect(try lines(format) == expected)
    }

    @Test("a table's template gets the column that an option asks for, unless it has it")
    func addition() throws {
        #expect(
            try lines("table {{.Tag}}", addition: "{{.Digest}}")
                == "TAG       DIGEST\n1         <none>\nlatest    <none>\n")
        #expect(try lines("table {{.Digest}}", addition: "{{.Digest}}") == "DIGEST\n<none>\n<none>\n")
        #expect(try lines("{{.Tag}}", addition: "{{.Digest}}") == "1\nlatest\n")
    }

    @Test("what is neither a template nor 'table' or 'json' is wrong usage, with the nearest word")
    func unknown() throws {
        #expect(throws: BuildError.self) { try lines("tabel") }
        do throws(BuildError) {
            _ = try RowFormat(parsing: "tabel")
        } catch {
            #expect(error.code == .usage && error.help == "did you mean 'table'?")
        }
        for format in ["", "table"] {
            guard case .table = try RowFormat(parsing: format) else { throw Failure(format) }
        }
    }

    @Test("'history' has docker's names")
    func history() throws {
        var config = ImageConfig(platform: Platform(os: "linux", architecture: "amd64"))
        config.history = [
            HistoryEntry(created: "2023-11-14T22:13:20Z", createdBy: "COPY \(String(repeating: "a", count: 60))")
        ]
        let rows = HistoryRow.all(of: config, id: "abab", sizes: [5000])
        let now = Timestamp(secondsSince1970: 1_700_000_000 + 7200)
        func line(_ template: String, isCut: Bool = true) throws -> String {
            try Template(parsing: template).lines(
                rows.map { $0.value(isCut: isCut, now: now) }, titles: nil, escapesControls: false)
        }
        #expect(try line("{{.ID}} {{.CreatedSince}} {{.Size}}|{{.Comment}}") == "abab 2 hours ago 5kB|\n")
        #expect(try line("{{.CreatedBy}}") == "COPY \(String(repeating: "a", count: 39))…\n")
        #expect(try line("{{.CreatedBy}}", isCut: false).count == 66)
    }
}
