import Diagnostics
import Testing

@testable import Dockerfile

@Suite struct LinterTests {
    @Test("BuildKit's 22 rules come first, then Pith's six")
    func rules() {
        #expect(LintRule.all.filter { $0.origin == .buildKit }.count == 22)
        #expect(LintRule.all.dropFirst(22).allSatisfy { $0.origin == .pith })
        #expect(Set(LintRule.all.map(\.name)).count == 28)
    }

    @Test("a rule of BuildKit's has a page of Docker's")
    func addresses() {
        let prefix = "https://docs.docker.com/go/dockerfile/rule/"
        #expect(LintRule.named("JSONArgsRecommended")?.address == prefix + "json-args-recommended/")
        #expect(LintRule.named("SecretsUsedInArgOrEnv")?.address == prefix + "secrets-used-in-arg-or-env/")
        #expect(LintRule.named("InvalidBaseImagePlatform")?.address == nil)
        #expect(LintRule.named("UnpinnedBaseImage")?.address == nil)
    }

    @Test("Pith's own rules apply only where they are asked for")
    func ownRules() throws {
        var request = RuleCheck.request
        #expect(
            try RuleCheck.lint("FROM debian", request).brokenRules == ["FinalImageRunsAsRoot", "UnpinnedBaseImage"])
        request.appliesOwnRules = false
        #expect(try RuleCheck.lint("FROM debian", request).brokenRules == [])
    }

    @Test("findings are in the order of the file, each once")
    func order() throws {
        let dockerfile = "FROM scratch\nCOPY $a $a\nENV k v\nFROM scratch as B\nUSER 1\n"
        #expect(
            try RuleCheck.lint(dockerfile).findings.map { "\($0.range?.line ?? 0) \($0.code)" } == [
                "2 UndefinedVar", "3 LegacyKeyValueFormat", "4 StageNameCasing", "4 FromAsCasing",
            ])
    }

    @Test("a file with mistakes is checked instruction by instruction")
    func mistakes() throws {
        let dockerfile = "FROM scratch AS BadStageName\nMAINTAINER me\nbadcmd\nCOPY $a /"
        #expect(try RuleCheck.lint(dockerfile).brokenRules == ["MaintainerDeprecated", "StageNameCasing"])
    }

    @Test("a target limits the check to the stages it needs; a build looks at no others")
    func target() throws {
        let dockerfile = """
            FROM scratch AS one
            COPY $a /
            FROM scratch AS two
            COPY --from=one $b /
            FROM scratch AS three
            COPY $c /
            USER 1
            """
        var request = RuleCheck.request
        func lines() throws -> [Int?] {
            try RuleCheck.lint(dockerfile, request).findings.filter { $0.code == "UndefinedVar" }.map(\.range?.line)
        }
        #expect(try lines() == [2, 4, 6])
        request.target = "Two"
        #expect(try lines() == [2, 4])
        request.target = nil
        request.onlyNeededStages = true
        #expect(try lines() == [6])
    }

    @Test("what a base image sets is defined")
    func baseImage() throws {
        var request = RuleCheck.request
        request.baseImages["base"] = LintBaseImage(environment: ["HERE": "/here"], hasShell: true, user: "app")
        #expect(try RuleCheck.lint("FROM base\nCOPY a $HERE\nCMD run", request).brokenRules == ["UnpinnedBaseImage"])
    }

    @Test("a finding points at the word, or at the instruction where the word is on a later line")
    func places() throws {
        let dockerfile = "FROM scratch\nWORKDIR app\nFROM scratch \\\n  AS Base\nUSER 1\n"
        let places = try RuleCheck.lint(dockerfile).findings.map { "\($0.range.map(String.init(describing:)) ?? "")" }
        #expect(places == ["Dockerfile:2:9", "Dockerfile:3:1"])
    }

    @Test("words that can't be expanded are told apart from findings")
    func failures() throws {
        let result = try RuleCheck.lint("FROM scratch\nWORKDIR /${a:?is missing}\nUSER 1")
        #expect(result.findings == [])
        #expect(result.failures.map(\.message) == ["a: is missing"])
    }
}
