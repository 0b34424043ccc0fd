import ImageModel
import Planning
import Testing

@Suite struct VariableTests {
    @Test("an argument before the first FROM is seen by FROM, and by a stage that declares it")
    func globals() throws {
        let file = "ARG TAG=1\nFROM a:${TAG}\nARG TAG\nARG OTHER\nRUN x"
        #expect(try plan(file).outline.first == "[1/2] FROM a:1")
        #expect(try plan(file, arguments: ["TAG": "2"]).outline.first == "[1/2] FROM a:2")
        #expect(try plan(file).onlyRun?.environment.contains("TAG=1") == true)
        #expect(try plan(file).onlyRun?.environment.contains { $0.hasPrefix("OTHER") } == false)
    }

    @Test("a value from the command line goes before a default")
    func precedence() throws {
        let plan = try plan("FROM a\nARG A=default B=$A\nRUN x", arguments: ["A": "given"])
        #expect(plan.onlyRun?.environment.suffix(2) == ["A=given", "B=given"])
    }

    @Test("an argument that no ARG declares is ignored")
    func undeclared() throws {
        #expect(try plan("FROM a\nRUN x", arguments: ["A": "1"]).onlyRun?.environment.contains("A=1") == false)
    }

    @Test("an argument reaches RUN but not the image's environment")
    func argumentsAreNotKept() throws {
        let plan = try plan("FROM a\nARG A=1\nENV B=$A\nRUN x")
        #expect(plan.config.config.env.contains("B=1"))
        #expect(!plan.config.config.env.contains("A=1"))
        #expect(plan.history.map(\.createdBy).contains("RUN |1 A=1 /bin/sh -c x # buildkit"))
    }

    @Test("all pairs of one ENV see the variables as they were before it")
    func environmentSnapshot() throws {
        let plan = try plan("FROM scratch\nENV a=1\nENV a=2 b=$a")
        #expect(plan.config.config.env.suffix(2) == ["a=2", "b=1"])
    }

    @Test("the platform's arguments are there once they are declared")
    func platformArguments() throws {
        let plan = try plan("FROM a\nARG TARGETARCH\nRUN x")
        #expect(plan.onlyRun?.environment.contains("TARGETARCH=amd64") == true)
    }

    @Test("a proxy reaches RUN without ARG, and is no part of what the step is known by")
    func proxies() throws {
        let run = try plan("FROM a\nRUN x", arguments: ["HTTP_PROXY": "http://p"]).onlyRun
        #expect(run?.proxyEnvironment == ["HTTP_PROXY=http://p", "http_proxy=http://p"])
        #expect(run?.environment.contains { $0.contains("proxy") } == false)
    }
}
