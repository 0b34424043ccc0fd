import Testing

@testable import Dockerfile

@Suite struct InvalidBaseImagePlatformTests {
    private let check = RuleCheck("InvalidBaseImagePlatform")

    @Test("an image for another platform is found once it is known")
    func otherPlatform() throws {
        var request = RuleCheck.request
        request.baseImages["busybox"] = LintBaseImage(platforms: (wanted: "linux/amd64", found: "linux/arm64"))
        #expect(
            try check.findings("FROM scratch\nFROM busybox", request) == [
                #"2: Base image busybox was pulled with platform "linux/arm64", expected "linux/amd64" for current build"#
            ])
    }

    @Test("an image for the right platform, or one that is not at hand, is not found")
    func rightPlatform() throws {
        var request = RuleCheck.request
        request.baseImages["busybox"] = LintBaseImage()
        #expect(try check.findings("FROM busybox\nFROM alpine", request) == [])
    }
}
