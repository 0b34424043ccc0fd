import Testing

@testable import Dockerfile

@Suite struct WorkdirRelativePathTests {
    private let check = RuleCheck("WorkdirRelativePath")

    @Test("the first WORKDIR of a stage is absolute")
    func first() throws {
        let dockerfile = """
            FROM scratch
            WORKDIR app/
            WORKDIR again
            """
        #expect(
            try check.findings(dockerfile) == [
                "2: Relative workdir \"app/\" can have unexpected results if the base image changes"
            ])
    }

    @Test("a stage goes on where its base left off")
    func inherited() throws {
        let dockerfile = """
            FROM scratch AS a
            WORKDIR /app
            FROM a
            WORKDIR subdir/
            """
        #expect(
            try check.findings(dockerfile) == [])
    }

    @Test("variables are expanded first")
    func variables() throws {
        let dockerfile = """
            FROM scratch
            ENV home=/home
            WORKDIR $home/app
            """
        #expect(
            try check.findings(dockerfile) == [])
    }
}
