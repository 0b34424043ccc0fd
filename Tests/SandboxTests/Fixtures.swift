import CLinux
import FoundationEssentials
import Glibc
import SystemPackage
import Testing

@testable import Sandbox

/// Whether this test run may make namespaces, mounts and device nodes.
let isRoot = geteuid() == 0

/// A new directory, removed with all that is in it when `body` ends.
func withTemporaryDirectory<Result>(
    isolation: isolated (any Actor)? = #isolation, _ body: (FilePath) async throws -> Result
) async throws -> Result {
    var template = Array("/tmp/pith-sandbox-XXXXXX".utf8CString)
    let path = try #require(mkdtemp(&template).map { FilePath(platformString: $0) })
    defer { try? FileManager.default.removeItem(atPath: path.string) }
    return try await body(path)
}

/// Makes a directory and the ones above it, and returns its path.
@discardableResult
func makeDirectory(_ path: FilePath) throws -> FilePath {
    try FileManager.default.createDirectory(atPath: path.string, withIntermediateDirectories: true)
    return path
}

func write(_ text: String, to path: FilePath, mode: mode_t = 0o644) throws {
    try makeDirectory(path.removingLastComponent())
    try #require(FileManager.default.createFile(atPath: path.string, contents: Data(text.utf8)))
    try #require(chmod(path.string, mode) == 0)
}

func read(_ path: FilePath) -> String? {
    SmallFile.text(path.string)
}

/// The names in a directory, sorted.
func names(in directory: FilePath) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: directory.string).sorted()
}

/// Every path below a directory, sorted.
func tree(_ directory: FilePath) throws -> [String] {
    try names(in: directory).flatMap { name in
        var status = stat()
        let path = directory.appending(name)
        try #require(lstat(path.string, &status) == 0)
        guard status.st_mode & S_IFMT == S_IFDIR else { return [name] }
        return try [name] + tree(path).map { "\(name)/\($0)" }
    }.sorted()
}

/// A small root file system: Debian's static busybox under the names of its commands.
func makeRoot(in directory: FilePath) throws -> FilePath {
    let root = directory.appending("root")
    try makeDirectory(root.appending("bin"))
    let busybox = try #require(SmallFile.read("/bin/busybox", limit: 1 << 24), "install busybox-static")
    try SmallFile.write(busybox, to: root.appending("bin/busybox").string)
    try #require(chmod(root.appending("bin/busybox").string, 0o755) == 0)
    let commands = ["sh", "cat", "id", "ls", "mount", "unshare", "sleep", "echo", "mknod", "head", "touch", "grep"]
    for command in commands {
        try #require(symlink("busybox", root.appending("bin").appending(command).string) == 0)
    }
    return root
}

/// Runs `body` in a thread that has a mount namespace of its own, which ends with it. Needs root.
func inOwnMounts<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        let thread = Thread {
            continuation.resume(
                with: Swift.Result {
                    try #require(linux_unshare(Int32(linux_new_mount_namespace)) == 0)
                    let flags = UInt(linux_mount_private | linux_mount_recursive)
                    try #require(linux_mount("none", "/", nil, flags, nil) == 0)
                    return try body()
                })
        }
        thread.start()
    }
}

/// A detached thread that runs a closure once.
private final class Thread: Sendable {
    private let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) {
        self.body = body
    }

    func start() {
        var thread = pthread_t()
        let run: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { context in
            if let context { Unmanaged<Thread>.fromOpaque(context).takeRetainedValue().body() }
            return nil
        }
        if pthread_create(&thread, nil, run, Unmanaged.passRetained(self).toOpaque()) == 0 { pthread_detach(thread) }
    }
}
