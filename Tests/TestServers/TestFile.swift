import FoundationEssentials
import Glibc

/// Files of tests.
package enum TestFile {
    package static func text(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
    }

    package static func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path))
    }

    /// Waits until a program that was just written can be executed: a process that another test begins holds, for a
    /// moment, what this process was writing, and the kernel then calls the file busy (fcntl(2), "Leases").
    package static func waitUntilExecutable(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        defer { close(descriptor) }
        let setLease: Int32 = 1024  // F_SETLEASE, which Glibc's module does not show
        for _ in 0..<10_000 {
            if fcntl(descriptor, setLease, F_RDLCK) == 0 { return }
            usleep(1000)
        }
        throw TestProcess.Failure(description: "'\(path)' stays open for writing: \(String(cString: strerror(errno)))")
    }

    /// Runs `body` with a new directory that is removed afterwards.
    package static func withDirectory<Result>(_ body: (String) async throws -> Result) async throws -> Result {
        let path = FileManager.default.temporaryDirectory.path + "/pith-test-\(UInt64.random(in: .min ... .max))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try await body(path)
    }
}
