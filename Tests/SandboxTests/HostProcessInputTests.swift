import Diagnostics
import Sandbox
import Testing

@Suite("The input of a host program")
struct HostProcessInputTests {
    private func shell(_ script: String) -> HostProcess { HostProcess("/bin/sh", ["-c", script]) }

    @Test("a program reads the bytes that it is given, whatever they are, and then the end")
    func bytes() async throws {
        let input = (0..<4096).map { UInt8(truncatingIfNeeded: $0) }
        let (status, output) = try await shell("cat").collect(input: input)
        #expect(status == 0)
        #expect(output == input)
    }

    @Test("without input a program is at the end at once")
    func empty() async throws {
        #expect(try await shell("cat").collect().output.isEmpty)
    }

    @Test("a program may leave its input unread")
    func unread() async throws {
        #expect(try await shell("exit 3").run(input: Array(repeating: 7, count: 4096)) == 3)
    }

    @Test("input that no pipe holds is refused rather than waited for")
    func tooLong() async {
        let error = await #expect(throws: BuildError.self) {
            try await shell("cat").run(input: Array(repeating: 7, count: 4 << 20))
        }
        #expect(error?.code == .stepFailed)
    }
}
