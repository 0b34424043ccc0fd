import Testing

@testable import Dockerfile

@Suite struct PackageManagerInFinalStageTests {
    private let check = RuleCheck("PackageManagerInFinalStage")

    @Test("a package manager in the last stage is found")
    func last() throws {
        let dockerfile = """
            FROM debian:13 AS build
            RUN apt-get install -y gcc
            FROM debian:13
            RUN set -e; apt-get update && apt-get install -y curl
            RUN ["apk", "add", "curl"]
            RUN python3 -m pip install flask
            """
        #expect(
            try check.findings(dockerfile) == [
                "4: the final stage runs 'apt-get', so the image keeps it and all that it installs",
                "5: the final stage runs 'apk', so the image keeps it and all that it installs",
                "6: the final stage runs 'pip', so the image keeps it and all that it installs",
            ])
    }

    @Test("words that only look like one are not found")
    func words() throws {
        let dockerfile = """
            FROM debian:13
            RUN echo "apt-get install" && apt-get clean && rm -rf /var/lib/apt
            """
        #expect(
            try check.findings(dockerfile) == [])
    }
}
