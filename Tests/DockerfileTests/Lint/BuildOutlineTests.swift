import Diagnostics
import Testing

@testable import Dockerfile

@Suite struct BuildOutlineTests {
    private let document = DockerfileParser.parse(
        SourceFile(
            name: "Dockerfile",
            text: """
                # BASE is what all stands on
                ARG BASE=debian
                ARG TAG=13
                ARG FULL=$BASE:$TAG
                ARG UNUSED=1
                # tools has the compiler
                FROM $FULL AS tools
                # VERSION of the program
                ARG VERSION=1 LEVEL=$VERSION.0
                ARG BASE
                RUN --mount=type=secret,id=token,required --mount=type=ssh true
                FROM scratch AS other
                ARG OTHER
                # not about the stage
                FROM scratch AS app
                COPY --from=tools a /
                RUN --mount=type=secret,target=/run/secrets/cert \\
                    --mount=type=ssh,id=deploy true

                """)
    ).document

    @Test("the outline has what the target and the stages it needs take, in the order of the lines")
    func outline() {
        let outline = BuildOutline(document, RuleCheck.request(arguments: ["VERSION": "2"]))
        #expect(outline.name == "app")
        #expect(outline.description == "")
        #expect(
            outline.arguments.map { "\($0.lines.lowerBound) \($0.name)=\($0.value) \($0.description)" } == [
                "2 BASE=debian is what all stands on", "3 TAG=13 ", "4 FULL=debian:13 ", "9 LEVEL=2.0 ",
                "9 VERSION=2 of the program",
            ])
        #expect(outline.secrets.map(\.name) == ["token", "cert"])
        #expect(outline.secrets.map(\.isRequired) == [true, false])
        #expect(outline.secrets.last?.lines == 17...18)
        #expect(outline.sshAgents.map(\.name) == ["default", "deploy"])
    }

    @Test("the target of the request is outlined, with its description")
    func target() {
        var request = RuleCheck.request
        request.target = "tools"
        let outline = BuildOutline(document, request)
        #expect(outline.description == "has the compiler")
        #expect(outline.secrets.map(\.name) == ["token"])
        request.target = "other"
        #expect(BuildOutline(document, request).arguments.map(\.name) == ["OTHER"])
    }

    @Test("the stages are listed as written, the last one as the default")
    func stages() {
        let targets = StageList(document).targets
        #expect(targets.map(\.name) == ["tools", "other", "app"])
        #expect(targets.map(\.isDefault) == [false, false, true])
        #expect(targets.map(\.base) == ["$FULL", "scratch", "scratch"])
        #expect(targets.map(\.description) == ["has the compiler", "", ""])
        #expect(targets.map(\.lines) == [7...7, 12...12, 15...15])
    }
}
