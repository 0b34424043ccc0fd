import Diagnostics
import Sandbox
import Testing

@Suite struct HostProcessTests {
    private func shell(_ script: String, timeLimit: Duration = .seconds(600)) -> HostProcess {
        HostProcess("/bin/sh", ["-c", script], timeLimit: timeLimit)
    }

    @Test("the exit status is the program's, or 128 and the signal that ended it")
    func status() async throws {
        #expect(try await shell("exit 7").run() == 7)
        #expect(try await shell("kill -9 $$").run() == 137)
    }

    @Test("all output arrives, in order, while errors are read too")
    func output() async throws {
        let (status, output) = try await shell("seq 1 400000; seq 1 200000 >&2").collect(limit: 4 << 20)
        #expect(status == 0)
        #expect(String(decoding: output, as: UTF8.self) == (1...400_000).map { "\($0)\n" }.joined())
    }

    @Test("standard error is told by lines, a last one without an end included")
    func errorLines() async throws {
        var lines = [String]()
        _ = try await shell("printf 'one\\n\\ntwo\\rthree' >&2").run(errorLine: { lines.append($0) })
        #expect(lines == ["one", "two", "three"])
    }

    @Test("an environment that is given is the whole environment")
    func environment() async throws {
        let process = HostProcess("env", environment: ["PATH": "/usr/bin:/bin", "NAME": "a value"])
        let lines = String(decoding: try await process.collect().output, as: UTF8.self).split(separator: "\n")
        #expect(lines.sorted() == ["NAME=a value", "PATH=/usr/bin:/bin"])
    }

    @Test(
        "a program that is not there is said to be missing",
        arguments: ["pith-no-such-program", "/nonexistent/program"])
    func missing(program: String) async {
        let error = await #expect(throws: BuildError.self) { try await HostProcess(program).run() }
        #expect(error?.code == .programMissing)
    }

    @Test("output that can't be taken ends the program with the reason")
    func refusedOutput() async {
        let error = await #expect(throws: BuildError.self) {
            try await shell("yes").run(output: { _ throws(BuildError) in throw BuildError(.diskFull, "full") })
        }
        #expect(error?.code == .diskFull)
    }

    @Test("more output than the limit ends the program")
    func limit() async {
        let error = await #expect(throws: BuildError.self) { try await shell("yes").collect(limit: 1000) }
        #expect(error?.code == .stepFailed)
    }

    @Test("a program that takes too long is ended together with its children")
    func timeLimit() async {
        let error = await #expect(throws: BuildError.self) {
            try await shell("sleep 1000 & wait", timeLimit: .milliseconds(100)).run()
        }
        #expect(error?.code == .stepFailed)
    }

    @Test("cancelling ends the program and its children")
    func cancel() async throws {
        let (started, start) = AsyncStream.makeStream(of: String.self)
        let task = Task {
            try await shell("sleep 1000 & echo $! >&2; wait").run(errorLine: { start.yield($0) })
        }
        var child = ""
        for await line in started {
            child = line
            break
        }
        task.cancel()
        let error = await #expect(throws: BuildError.self) { try await task.value }
        #expect(error?.code == .interrupted)
        // A zombie that waits for its parent counts as ended.
        #expect(try await shell("! grep -q '^State:.[RSD]' /proc/\(child)/status 2>/dev/null").run() == 0)
    }
}
