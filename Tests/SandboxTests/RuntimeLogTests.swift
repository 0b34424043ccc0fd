import Diagnostics
import Testing

@testable import Sandbox

@Suite struct RuntimeLogTests {
    private func line(_ message: String, level: String = "error") -> String {
        #"{"msg":"\#(message)","level":"\#(level)","time":"2026-01-01T00:00:00Z"}"# + "\n"
    }

    @Test("an empty log is no failure, nor is a warning or what isn't JSON")
    func nothing() throws {
        #expect(try RuntimeLog("").failure() == nil)
        #expect(try RuntimeLog(line("careful", level: "warning") + "not json\n").failure() == nil)
    }

    @Test(
        "a command that isn't there is told from one that can't be executed",
        arguments: [
            ("executable file `nope` not found in $PATH: No such file or directory", Int32(127)),
            ("runc run failed: unable to start container process: exec: 'x': stat /x: no such file or directory", 127),
            ("open executable: Permission denied", 126),
            ("runc run failed: unable to start container process: exec: '/etc': permission denied", 126),
        ])
    func command(_ message: String, _ code: Int32) throws {
        #expect(try RuntimeLog(line(message)).failure()?.code == code)
    }

    @Test("a message that crun wrapped into another is unwrapped")
    func wrapped() {
        let log = RuntimeLog(line(#"{\"msg\":\"inner\",\"level\":\"error\"}"#))
        #expect(log.errors == ["inner"])
    }

    @Test("any other error is the sandbox's")
    func sandbox() {
        let error = #expect(throws: BuildError.self) {
            try RuntimeLog(line("mount `/a` to `/b`: No such file or directory")).failure()
        }
        #expect(error?.code == .sandbox)
    }
}
