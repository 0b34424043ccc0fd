import Diagnostics
import ImageModel
import Planning
import Testing

@Suite struct MetadataTests {
    @Test("the config says what the instructions said")
    func config() throws {
        let config = try plan(
            """
            FROM scratch
            ENV A="b c" D=e
            LABEL one=1 two="2 3"
            EXPOSE 80 53/udp 8000-8001
            USER app:app
            WORKDIR /w
            WORKDIR sub/../other
            VOLUME /data
            STOPSIGNAL SIGINT
            ENTRYPOINT ["/app", "-x"]
            CMD serve now
            """
        ).config.config
        #expect(config.env == ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "A=b c", "D=e"])
        #expect(config.labels == ["one": "1", "two": "2 3"])
        #expect(config.exposedPorts == ["80/tcp", "53/udp", "8000/tcp", "8001/tcp"])
        #expect(config.user == "app:app")
        #expect(config.workingDir == "/w/other")
        #expect(config.volumes == ["/data"])
        #expect(config.stopSignal == "SIGINT")
        #expect(config.entrypoint == ["/app", "-x"])
        #expect(config.cmd == ["/bin/sh", "-c", "serve now"])
        #expect(config.argsEscaped == true)
    }

    @Test("an entrypoint drops the base image's command, but not the stage's own")
    func entrypoint() throws {
        var base = ContainerConfig()
        base.cmd = ["base"]
        #expect(try plan("FROM a\nENTRYPOINT [\"/e\"]", base: base).config.config.cmd == nil)
        #expect(try plan("FROM a\nCMD [\"c\"]\nENTRYPOINT [\"/e\"]", base: base).config.config.cmd == ["c"])
    }

    @Test("every instruction leaves its line of history, and only those that change files a layer")
    func history() throws {
        let plan = try plan("FROM scratch\nARG A\nENV B=c\nCOPY --chown=1:2 a b /\nWORKDIR /w\nCMD [\"x\", \"y z\"]")
        #expect(
            plan.history.map(\.createdBy) == [
                "ARG A", "ENV B=c", "COPY --chown=1:2 a b / # buildkit", "WORKDIR /w", "CMD [\"x\" \"y z\"]",
            ])
        #expect(plan.history.map { $0.step != nil } == [false, false, true, true, false])
    }

    @Test("history has a health check as docker writes it")
    func healthcheckHistory() throws {
        let plan = try plan(
            "FROM scratch\nHEALTHCHECK --interval=1h --timeout=1m30s --start-period=2.5s --retries=3 CMD [\"a\", \"b\\tc\"]\n"
                + "HEALTHCHECK NONE")
        #expect(
            plan.history.map(\.createdBy) == [
                #"HEALTHCHECK &{["CMD" "a" "b\tc"] "1h0m0s" "1m30s" "2.5s" "0s" '\x03'}"#,
                #"HEALTHCHECK &{["NONE"] "0s" "0s" "0s" "0s" '\x00'}"#,
            ])
    }

    @Test("a signal must be one that there is", arguments: ["SIGHUP", "usr1", "9", "SIGRTMIN+3", "RTMAX-14", "99"])
    func signals(signal: String) throws {
        #expect(try plan("FROM scratch\nSTOPSIGNAL \(signal)").config.config.stopSignal == signal)
        #expect(problems("FROM scratch\nSTOPSIGNAL SIG\(signal)X") == ["invalid-signal"])
        #expect(problems("FROM scratch\nSTOPSIGNAL 0") == ["invalid-signal"])
        #expect(problems("FROM scratch\nSTOPSIGNAL $NONE") == ["invalid-signal"])
    }

    @Test("RUN needs a command, and has the host name that the build was given")
    func runs() throws {
        #expect(problems("FROM a\nRUN []") == ["missing-argument"])
        let argument = "BUILDKIT_SANDBOX_HOSTNAME"
        #expect(try plan("FROM a\nRUN true").onlyRun?.hostname == nil)
        #expect(try plan("FROM a\nRUN true", arguments: [argument: "here.example"]).onlyRun?.hostname == "here.example")
        #expect(throws: BuildError.self) { try plan("FROM a\nRUN true", arguments: [argument: "a b"]) }
    }

    @Test("an argument that is declared again keeps its place in the history of RUN")
    func argumentsAgain() throws {
        let plan = try plan("FROM a\nARG A=1\nARG B=2\nARG A=3\nRUN true")
        #expect(plan.history.last?.createdBy == "RUN |2 A=3 B=2 /bin/sh -c true # buildkit")
    }

    @Test("labels of the command line are laid over the final image's")
    func labels() throws {
        let plan = try plan("FROM scratch\nLABEL a=1 b=2", BuildRequest(labels: ["a": "3"]))
        #expect(plan.config.config.labels == ["a": "3", "b": "2"])
    }

    @Test("a destination is relative to the working directory, and keeps the slash that makes it a directory")
    func destinations() throws {
        let plan = try plan("FROM scratch\nWORKDIR /w\nCOPY a .\nCOPY a b\nCOPY a b/\nCOPY a /c/\nCOPY a ../d")
        #expect(plan.copies.map(\.destination) == ["/w/", "/w/b", "/w/b/", "/c/", "/d"])
    }

    @Test("the same input gives the same plan")
    func determinism() throws {
        let file = "FROM a AS x\nRUN 1\nFROM b\nCOPY --from=x / /\nRUN 2"
        #expect(try plan(file).outline == plan(file).outline)
    }
}
