import ImageModel
import Planning
import Testing

@Suite struct StageTests {
    @Test("a multi-stage build becomes one graph, the final stage on nothing")
    func twoStages() throws {
        let plan = try plan(
            """
            FROM golang AS build
            WORKDIR /src
            COPY . .
            RUN go build -o /app
            FROM scratch
            COPY --from=build /app /app
            ENTRYPOINT ["/app"]
            """)
        #expect(
            plan.outline == [
                "[build 1/4] FROM golang", "[build 2/4] WORKDIR /src <0>", "[build 3/4] COPY . . <1>",
                "[build 4/4] RUN go build -o /app <2>", "[stage-1 2/2] COPY --from=build /app /app <3>",
            ])
        #expect(plan.result == plan.steps.last?.id)
    }

    @Test("stages that the target does not need are not planned, and their images not asked for")
    func unneeded() throws {
        let plan = try plan(
            """
            FROM a AS one
            RUN one
            FROM b AS two
            RUN two
            FROM a AS three
            RUN three
            """, target: "two")
        #expect(plan.outline == ["[two 1/2] FROM b", "[two 2/2] RUN two <0>"])
    }

    @Test("a target is matched without regard to case, and may be a number")
    func targets() throws {
        let file = "FROM a AS One\nRUN one\nFROM a\nRUN two"
        #expect(try plan(file, target: "ONE").target == "one")
        #expect(try plan(file, target: "0").target == "one")
    }

    @Test("a stage that does not exist is refused as a target")
    func unknownTarget() {
        #expect(problems("FROM a AS build\nRUN x", target: "biuld") == ["invalid-input"])
    }

    @Test("a stage on a stage goes on where that one ended")
    func stageOnStage() throws {
        let plan = try plan(
            """
            FROM a AS base
            ENV A=1
            WORKDIR /w
            FROM base
            RUN echo $A
            """)
        #expect(plan.onlyRun?.workingDirectory == "/w")
        #expect(plan.onlyRun?.environment.contains("A=1") == true)
        #expect(plan.config.config.env.contains("A=1"))
    }

    @Test("FROM takes a later stage's name for an image's, COPY --from of one is refused")
    func laterStage() throws {
        #expect(try plan("FROM b\nRUN x\nFROM a AS b\nRUN y", target: "0").outline.first == "[stage-0 1/2] FROM b")
        #expect(
            problems("FROM a AS one\nCOPY --from=two /x /x\nFROM a AS two", target: "one") == ["stage-not-defined-yet"])
    }

    @Test("stages that copy from each other are named in the error")
    func circle() {
        #expect(problems("FROM a AS one\nCOPY --from=one /x /y") == ["circular-dependency"])
        #expect(
            problems("FROM a AS one\nCOPY --from=two /x /x\nFROM one AS two\nRUN x", target: "two") == [
                "circular-dependency"
            ])
    }

    @Test("COPY --from takes a stage by number, and an image by name")
    func copySources() throws {
        let plan = try plan("FROM a\nRUN x\nFROM scratch\nCOPY --from=0 /x /x\nCOPY --from=tools:1 /t /t")
        #expect(
            plan.outline == [
                "[stage-0 1/2] FROM a", "[stage-0 2/2] RUN x <0>", "[stage-1 2/3] COPY --from=0 /x /x <1>",
                "FROM tools:1",
                "[stage-1 3/3] COPY --from=tools:1 /t /t <2,3>",
            ])
        #expect(problems("FROM a\nCOPY --from=7 /x /x") == ["unknown-stage"])
    }

    @Test("a directory given as a build context goes before a stage and before an image")
    func namedContexts() throws {
        var request = BuildRequest(directoryContexts: ["src"])
        request.platform = Platform(os: "linux", architecture: "amd64")
        let plan = try plan("FROM scratch\nCOPY --from=src /a /a", request)
        #expect(plan.copies.map(\.from) == [.context(name: "src")])
    }

    @Test("a build context that is an image replaces the stage of its name")
    func imageContext() throws {
        let request = BuildRequest(imageContexts: ["build"])
        let plan = try plan("FROM a AS build\nRUN x\nFROM build\nRUN y", request)
        #expect(plan.outline == ["[stage-1 1/2] FROM build", "[stage-1 2/2] RUN y <0>"])
    }

    @Test("a build context matches a name with or without the tag latest, and no other tag")
    func contextTags() {
        let request = BuildRequest(imageContexts: ["ubuntu"])
        #expect(request.context("ubuntu", in: request.imageContexts) == "ubuntu")
        #expect(request.context("ubuntu:latest", in: request.imageContexts) == "ubuntu")
        #expect(request.context("docker.io/library/ubuntu", in: request.imageContexts) == "ubuntu")
        #expect(request.context("ubuntu:22.04", in: request.imageContexts) == nil)
    }

    @Test("every wrong instruction of a stage is reported at once")
    func allErrors() {
        #expect(problems("FROM scratch\nEXPOSE 99999\nEXPOSE x/y\nRUN --mount=type=tmpfs,target=/ x").count == 3)
    }
}
