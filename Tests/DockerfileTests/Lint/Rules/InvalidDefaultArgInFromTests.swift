import Testing

@testable import Dockerfile

@Suite struct InvalidDefaultArgInFromTests {
    private let check = RuleCheck("InvalidDefaultArgInFrom")

    @Test("a base image needs a name without any --build-arg")
    func empty() throws {
        let dockerfile = """
            ARG VERSION
            ARG IMAGE
            FROM busybox:$VERSION
            FROM $IMAGE
            """
        #expect(
            try check.findings(dockerfile) == [
                "3: Default value for ARG busybox:$VERSION results in empty or invalid base image name",
                "4: Default value for ARG $IMAGE results in empty or invalid base image name",
            ])
    }

    @Test("a given value is not a default")
    func given() throws {
        let dockerfile = """
            ARG IMAGE
            FROM $IMAGE
            """
        #expect(
            try check.findings(dockerfile, RuleCheck.request(arguments: ["IMAGE": "busybox"])) == [
                "2: Default value for ARG $IMAGE results in empty or invalid base image name"
            ])
    }

    @Test("a default, or a name that is right with nothing, is enough")
    func defaults() throws {
        let dockerfile = """
            ARG VERSION="latest"
            ARG VARIANT
            FROM busybox:${VERSION}
            FROM busybox:stable${VARIANT}
            FROM scratch
            """
        #expect(
            try check.findings(dockerfile) == [])
    }
}
