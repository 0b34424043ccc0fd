import Testing

@testable import Dockerfile

@Suite struct InvalidDefinitionDescriptionTests {
    private let check = RuleCheck("InvalidDefinitionDescription")

    @Test("a comment directly above begins with the name")
    func names() throws {
        let dockerfile = """
            # check=experimental=InvalidDefinitionDescription
            # bar this is the bar
            ARG foo=bar
            # BasE this is the BasE image
            FROM scratch AS base
            # definitely a bad comment
            ARG version=latest
            # definitely a bad comment
            ARG baz=quux bar=palindrome
            """
        #expect(
            try check.findings(dockerfile) == [
                "3: Comment for ARG should follow the format: `# foo <description>`",
                "5: Comment for FROM should follow the format: `# base <description>`",
                "7: Comment for ARG should follow the format: `# version <description>`",
                "9: Comment for ARG should follow the format: `# <arg_key> <description>`",
            ])
    }

    @Test("a blank line between makes it an ordinary comment")
    func blank() throws {
        let dockerfile = """
            # check=experimental=all
            # a remark

            FROM scratch AS base
            # base is what all stand on
            # check=skip=StageNameCasing
            FROM scratch AS other
            # version to build
            ARG version
            """
        #expect(
            try check.findings(dockerfile) == ["7: Comment for FROM should follow the format: `# other <description>`"])
    }

    @Test("the rule must be asked for")
    func experimental() throws {
        let dockerfile = """
            # a remark
            FROM scratch AS base
            """
        #expect(
            try check.findings(dockerfile) == [])
    }
}
