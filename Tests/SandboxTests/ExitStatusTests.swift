import Testing

@testable import Sandbox

@Suite struct ExitStatusTests {
    @Test("a command that never started has the status that a shell gives it")
    func codes() {
        #expect(ExitStatus.exited(3).code == 3)
        #expect(ExitStatus.notFound("why").code == 127)
        #expect(ExitStatus.notExecutable("why").code == 126)
        #expect(ExitStatus.exited(0).isSuccess)
        #expect(!ExitStatus.notFound("why").isSuccess)
    }
}
