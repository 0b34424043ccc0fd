import Diagnostics
import ImageModel
import Planning
import Testing

@Suite struct UnionTests {
    private func plans(_ text: String) throws -> [BuildPlan] {
        let document = parse(text)
        return BuildPlan.union(
            of: try ["amd64", "arm64"].map { architecture in
                var request = BuildRequest(platform: Platform(os: "linux", architecture: architecture))
                request.isOneOfSeveral = true
                return try plan(document, request)
            })
    }

    @Test("steps of the build platform are one for all platforms, those of the target platform one for each")
    func sharing() throws {
        let plans = try plans(
            """
            FROM --platform=$BUILDPLATFORM tools AS build
            ARG TARGETARCH
            RUN prepare
            FROM base
            COPY --from=build /out /out
            """)
        #expect(plans[0].steps == plans[1].steps)
        // The RUN sees another TARGETARCH; the bases are the same, and here so is the image of the last stage.
        #expect(plans[0].steps.count == 6)
        #expect(plans.map { $0.config.architecture } == ["amd64", "arm64"])
        #expect(plans[0].result != plans[1].result)
        #expect(plans[1].steps.last?.name == "[linux/arm64 stage-1 2/2] COPY --from=build /out /out")
    }

    @Test("plans that are equal but for their platform have one result")
    func equalPlans() throws {
        let plans = try plans("FROM scratch\nCOPY a /\n")
        #expect(plans[0].steps.count == 1)
        #expect(plans[0].result == plans[1].result)
        #expect(plans[1].history.map(\.step) == [plans[1].result])
    }
}
