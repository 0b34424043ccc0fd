import Testing

@testable import Sandbox

@Suite struct ExitStatusTests {
    @Test("a command that never started has the status that a shell gives it")
    func codes() {
        #expect(Sandbox.ExitStatus.exited(3).code == 3)
        #expect(Sandbox.ExitStatus.notFound("why").code == 127)
        #expect(Sandbox.ExitStatus.notExecutable("why").code == 126)
        #expect(Sandbox.ExitStatus.exited(0).isSuccess)
        #expect(!Sandbox.ExitStatus.notFound("why").isSuccess)
    }
}
