import Diagnostics
import FoundationEssentials
import Testing

@testable import Commands

@Suite struct CheckReportTests {
    /// Two findings in a file whose name needs escapes.
    private var report: CheckReport {
        let file = SourceFile(name: "a b/Dock,er:file", text: "FROM debian\nCOPY é $x /\n")
        let diagnostics = [
            Diagnostic(
                .warning, code: "UnpinnedBaseImage", "base image 'debian' has no tag", at: SourceRange(file, 5..<11),
                help: "name a version"),
            Diagnostic(.error, code: "UndefinedVar", "100% wrong\nindeed", at: SourceRange(file, 20..<22)),
        ]
        return CheckReport([CheckedFile(file: file, diagnostics: diagnostics)])
    }

    @Test("text shows the lines, how to mend them, and a count")
    func text() throws {
        let text = """
            a b/Dock,er:file:1:6: warning: base image 'debian' has no tag [UnpinnedBaseImage]
              1 | FROM debian
                |      ^~~~~~
            help: name a version

            a b/Dock,er:file:2:8: error: 100% wrong\\u{A}indeed [UndefinedVar]
              2 | COPY é $x /
                |        ^~
            more: https://docs.docker.com/go/dockerfile/rule/undefined-var/

            Check complete, 1 error and 1 warning have been found!

            """
        #expect(try report.render(.text) == text)
        #expect(try CheckReport([]).render(.text) == "Check complete, no warnings found.\n")
    }

    @Test("JSON is a list of objects with six fields")
    func json() throws {
        struct Entry: Decodable, Equatable {
            let rule, severity, message, file: String
            let line, column: Int
        }
        let list = try JSONDecoder().decode([Entry].self, from: Data(report.render(.json).utf8))
        let name = "a b/Dock,er:file"
        #expect(
            list == [
                Entry(
                    rule: "UnpinnedBaseImage", severity: "warning", message: "base image 'debian' has no tag",
                    file: name,
                    line: 1, column: 6),
                Entry(
                    rule: "UndefinedVar", severity: "error", message: "100% wrong\nindeed", file: name, line: 2,
                    column: 8),
            ])
        #expect(try CheckReport([]).render(.json).filter { !$0.isWhitespace } == "[]")
    }

    @Test("GitHub's annotations escape what would end them")
    func github() throws {
        #expect(
            try report.render(.github) == """
                ::warning file=a b/Dock%2Cer%3Afile,line=1,endLine=1,col=6,title=UnpinnedBaseImage::\
                base image 'debian' has no tag%0Aname a version
                ::error file=a b/Dock%2Cer%3Afile,line=2,endLine=2,col=8,title=UndefinedVar::100%25 wrong%0Aindeed

                """)
    }

    @Test("SARIF names its rules, and places findings in code points of a file with an escaped address")
    func sarif() throws {
        let text = try report.render(.sarif)
        let log = try JSONDecoder().decode(Log.self, from: Data(text.utf8))
        #expect(log.version == "2.1.0")
        #expect(text.contains(#""$schema" : "https://json.schemastore.org/sarif-2.1.0.json""#))
        let run = try #require(log.runs.first)
        #expect(run.tool.driver.rules.map(\.id) == ["UndefinedVar", "UnpinnedBaseImage"])
        for result in run.results { #expect(run.tool.driver.rules[result.ruleIndex].id == result.ruleId) }
        #expect(run.results.map(\.level) == ["warning", "error"])
        let place = try #require(run.results.last?.locations.first).physicalLocation
        #expect(place.artifactLocation.uri == "a%20b/Dock%2Cer%3Afile")
        #expect(place.region == Log.Region(startLine: 2, startColumn: 8, endLine: 2, endColumn: 10))
    }

    /// What of SARIF 2.1.0 is required where findings are.
    private struct Log: Decodable {
        let version: String
        let runs: [Run]

        struct Run: Decodable {
            let tool: Tool
            let results: [Result]
        }

        struct Tool: Decodable {
            let driver: Driver
        }

        struct Driver: Decodable {
            let name: String
            let rules: [Rule]
        }

        struct Rule: Decodable {
            let id: String
        }

        struct Result: Decodable {
            let ruleId: String
            let ruleIndex: Int
            let level: String
            let locations: [Location]
        }

        struct Location: Decodable {
            let physicalLocation: Place
        }

        struct Place: Decodable {
            let artifactLocation: Artifact
            let region: Region
        }

        struct Artifact: Decodable {
            let uri: String
        }

        struct Region: Decodable, Equatable {
            let startLine, startColumn, endLine, endColumn: Int
        }
    }
}
