import Testing

@testable import Dockerfile

@Suite struct UnpinnedBaseImageTests {
    private let check = RuleCheck("UnpinnedBaseImage")

    @Test("no tag and the tag latest are found")
    func unpinned() throws {
        let dockerfile = """
            FROM debian
            FROM localhost:5000/team/app:latest
            FROM debian:13
            FROM debian@sha256:0000000000000000000000000000000000000000000000000000000000000000
            FROM scratch
            """
        #expect(
            try check.findings(dockerfile) == [
                "1: base image 'debian' has no tag, which means 'latest': what it is changes without notice",
                "2: base image 'localhost:5000/team/app:latest' has the tag 'latest': what it is changes without notice",
            ])
    }

    @Test("stages are no images, and variables are expanded")
    func stages() throws {
        let dockerfile = """
            ARG TAG=13
            FROM debian:$TAG AS base
            FROM base
            """
        #expect(
            try check.findings(dockerfile) == [])
    }
}
