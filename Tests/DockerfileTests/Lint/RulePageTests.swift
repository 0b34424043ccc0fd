import FoundationEssentials
import Testing

@testable import Dockerfile

/// Every rule has its page, whose examples are right, and its tests.
@Suite struct RulePageTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")

    private func page(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: Self.root.appending(path: "docs/rules/\(name).md")), as: UTF8.self)
    }

    /// The first block of a language below a heading.
    private func block(_ language: String, below heading: String, of page: String) -> String? {
        let lines = page.split(separator: "\n", omittingEmptySubsequences: false)
        guard let head = lines.firstIndex(of: heading[...]) else { return nil }
        let section = lines[(head + 1)...].prefix { !$0.hasPrefix("## ") }
        guard let start = section.firstIndex(of: "```\(language)") else { return nil }
        return section[(start + 1)...].prefix { $0 != "```" }.joined(separator: "\n") + "\n"
    }

    @Test("the bad example of a rule's page breaks it, and the good one does not", arguments: LintRule.all.map(\.name))
    func examples(_ name: String) throws {
        let page = try page(name)
        #expect(page.hasPrefix("# \(name)\n"))
        #expect(page.contains("\n## How to mend it\n"))
        var request = RuleCheck.request
        if let text = block("dockerignore", below: "## Bad", of: page) {
            request = try RuleCheck.request(ignoring: text)
        }
        let platforms = (wanted: "linux/amd64", found: "linux/arm64")
        request.baseImages["arm64v8/debian:13"] = LintBaseImage(platforms: platforms)
        let bad = try #require(block("dockerfile", below: "## Bad", of: page))
        let good = try #require(block("dockerfile", below: "## Good", of: page))
        #expect(try RuleCheck.lint(bad, request).brokenRules.contains(name))
        #expect(try !RuleCheck.lint(good, request).brokenRules.contains(name))
    }

    @Test(
        "every rule is in the list of rules, and in a file and a test file of its own",
        arguments: LintRule.all.map(\.name))
    func files(_ name: String) throws {
        #expect(try page("README").contains("| [\(name)](\(name).md) |"))
        for path in [
            "Sources/Dockerfile/Lint/Rules/\(name).swift", "Tests/DockerfileTests/Lint/Rules/\(name)Tests.swift",
        ] {
            #expect(FileManager.default.fileExists(atPath: Self.root.appending(path: path).path()), "\(path)")
        }
    }
}
