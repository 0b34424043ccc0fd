import Diagnostics
import ImageModel
import Planning
import Testing

/// ONBUILD triggers, where they take effect.
@Suite struct OnbuildTests {
    private static func base(_ triggers: String...) -> ContainerConfig {
        var config = ContainerConfig()
        config.onBuild = triggers
        return config
    }

    @Test("the triggers of a base image come right after FROM, and the image that is built has none")
    func image() throws {
        let plan = try plan(
            "FROM a\nRUN own", base: Self.base("ENV A=1", "RUN <<EOF\ntriggered\nEOF", "COPY --from=b /x /y"))
        #expect(
            plan.outline == [
                "[1/4] FROM a", "[2/4] RUN <<EOF (triggered) <0>", "FROM b", "[3/4] COPY --from=b /x /y <1,2>",
                "[4/4] RUN own <3>",
            ])
        #expect(plan.config.config.onBuild == nil)
        #expect(plan.config.config.env.contains("A=1"))
    }

    @Test("the triggers of a stage run in the stages on it, once, and may name the file's stages")
    func stage() throws {
        let plan = try plan(
            """
            FROM a AS tools
            RUN tools
            FROM a AS base
            ONBUILD RUN --mount=from=tools,target=/t use
            FROM base AS child
            FROM child
            RUN last
            """)
        #expect(
            plan.outline == [
                "[base 1/1] FROM a", "[tools 2/2] RUN tools <0>",
                "[child 2/2] RUN --mount=from=tools,target=/t use <0,1>", "[stage-3 2/2] RUN last <2>",
            ])
    }

    @Test(
        "an image's trigger that can't be is refused at its own text", arguments: ["FROM b", "ONBUILD RUN x", "RNU x"])
    func refusals(trigger: String) throws {
        do {
            _ = try plan("FROM a", base: Self.base(trigger))
            Issue.record("no error")
        } catch let error as BuildError {
            #expect(error.diagnostics.first?.range?.file.name == "ONBUILD of 'a'")
        }
    }
}
