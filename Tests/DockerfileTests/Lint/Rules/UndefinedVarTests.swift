import Testing

@testable import Dockerfile

@Suite struct UndefinedVarTests {
    private let check = RuleCheck("UndefinedVar")

    @Test("a variable is to be set before its use")
    func order() throws {
        let dockerfile = """
            FROM alpine:3
            COPY $foo .
            ARG foo=bar
            RUN echo $foo
            """
        #expect(
            try check.findings(dockerfile) == ["2: Usage of undefined variable '$foo'"])
    }

    @Test("what was probably meant is said")
    func suggestion() throws {
        let dockerfile = """
            FROM alpine:3
            ARG DIR_BINARIES=binaries/
            ARG DIR_ASSETS=assets/
            COPY $DIR_ASSET .
            ENV PATH=$PAHT:/tmp/bin
            """
        #expect(
            try check.findings(dockerfile) == [
                "4: Usage of undefined variable '$DIR_ASSET' (did you mean $DIR_ASSETS?)",
                "5: Usage of undefined variable '$PAHT' (did you mean $PATH?)",
            ])
    }

    @Test("an argument that is declared without a value is defined, in the stages below too")
    func declared() throws {
        let dockerfile = """
            FROM scratch AS base
            ARG foo
            COPY Dockerfile${foo} .
            FROM base
            COPY $foo .
            """
        #expect(
            try check.findings(dockerfile) == [])
    }

    @Test("commands are for their shell to expand")
    func commands() throws {
        let dockerfile = """
            FROM scratch
            RUN echo $nothing
            CMD echo $nothing
            """
        #expect(
            try check.findings(dockerfile) == [])
    }

    @Test("a default for the unset is no use of it")
    func substitute() throws {
        let dockerfile = """
            FROM scratch
            WORKDIR /${none:-app}
            """
        #expect(
            try check.findings(dockerfile) == [])
    }

    @Test("the variables of well-known images are not found where the image is not at hand, but on scratch they are")
    func official() throws {
        let dockerfile = """
            FROM golang:1
            WORKDIR $GOPATH/src
            FROM scratch
            WORKDIR /$GOPATH
            """
        #expect(
            try check.findings(dockerfile) == ["4: Usage of undefined variable '$GOPATH' (did you mean $PATH?)"])
    }

    @Test("a trigger's variables are found at the FROM that runs it")
    func trigger() throws {
        let dockerfile = """
            FROM scratch AS base
            ONBUILD COPY $what /

            FROM base
            """
        #expect(
            try check.findings(dockerfile) == ["4: Usage of undefined variable '$what'"])
    }
}
