import FoundationEssentials
import Glibc
import Registry
import Sandbox
import SystemPackage
import TestServers
import Testing

/// A machine's root directory with a home in it, removed when the test lets it go.
final class FakeHost: Sendable {
    let root: FilePath

    init() throws {
        var template = Array("/tmp/pith-registry-XXXXXX".utf8CString)
        root = try #require(mkdtemp(&template).map { FilePath(platformString: $0) })
    }

    deinit { try? FileManager.default.removeItem(atPath: root.string) }

    var home: FilePath { root.appending("home") }

    /// The host with `HOME`, its own programs first in `PATH`, and what is given.
    func environment(_ variables: [String: String] = [:]) -> HostEnvironment {
        let all = ["HOME": home.string, "PATH": "\(root)/bin:/usr/bin:/bin"].merging(variables) { $1 }
        return HostEnvironment(variables: all, root: root, userID: 1000)
    }

    /// Writes a file, and returns its path.
    @discardableResult
    func write(_ path: String, _ text: String, mode: mode_t = 0o644) throws -> FilePath {
        let file = root.appending(path)
        try FileManager.default.createDirectory(
            atPath: file.removingLastComponent().string, withIntermediateDirectories: true)
        try #require(FileManager.default.createFile(atPath: file.string, contents: Data(text.utf8)))
        try #require(chmod(file.string, mode) == 0)
        if mode & 0o111 != 0 { try TestFile.waitUntilExecutable(file.string) }
        return file
    }

    func read(_ path: String) -> String? {
        FileManager.default.contents(atPath: root.appending(path).string).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The permissions of a file.
    func mode(_ path: String) throws -> mode_t {
        var status = stat()
        try #require(stat(root.appending(path).string, &status) == 0)
        return status.st_mode & 0o7777
    }

    /// Runs skopeo, the judge, in this host's home.
    func skopeo(_ arguments: [String]) async throws -> (status: Int32, output: String, log: [String]) {
        let variables = ["HOME": home.string, "XDG_RUNTIME_DIR": "\(root)/run", "PATH": "/usr/bin:/bin"]
        var log = [String]()
        let (status, output) = try await HostProcess(
            "skopeo", arguments, environment: variables, timeLimit: .seconds(600)
        ).collect(errorLine: { log.append($0) })
        return (status, String(decoding: output, as: UTF8.self), log)
    }
}
