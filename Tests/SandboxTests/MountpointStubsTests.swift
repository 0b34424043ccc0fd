import CLinux
import Diagnostics
import Glibc
import SystemPackage
import Testing

@testable import Sandbox

@Suite struct MountpointStubsTests {
    private func modificationTime(_ path: FilePath) -> timespec {
        var status = stat()
        stat(path.string, &status)
        return status.st_mtim
    }

    /// Gives a directory a time long ago, to be recognised by.
    private func age(_ path: FilePath) throws {
        let long = timespec(tv_sec: 1_000_000_000, tv_nsec: 42)
        try #require(utimensat(AT_FDCWD, path.string, [long, long], 0) == 0)
    }

    @Test("what is missing is made, and taken away with no trace on the directories around it")
    func roundTrip() async throws {
        try await withTemporaryDirectory { root in
            try makeDirectory(root.appending("etc"))
            for directory in [root, root.appending("etc")] { try age(directory) }
            let stubs = try MountpointStubs(
                in: root, for: [("/proc", true), ("/etc/hosts", false), ("/a/b/c", true), ("/etc", true)])
            #expect(try tree(root) == ["a", "a/b", "a/b/c", "etc", "etc/hosts", "proc"])
            stubs.remove()
            #expect(try tree(root) == ["etc"])
            for directory in [root, root.appending("etc")] {
                #expect(modificationTime(directory).tv_sec == 1_000_000_000)
                #expect(modificationTime(directory).tv_nsec == 42)
            }
        }
    }

    @Test("a mountpoint below another mount is left alone")
    func nested() async throws {
        try await withTemporaryDirectory { root in
            let stubs = try MountpointStubs(in: root, for: [("/dev", true), ("/dev/shm", true)])
            #expect(try tree(root) == ["dev"])
            stubs.remove()
        }
    }

    @Test("a stub that the process filled stays")
    func filled() async throws {
        try await withTemporaryDirectory { root in
            let stubs = try MountpointStubs(in: root, for: [("/data", true), ("/file", false)])
            try write("x", to: root.appending("data/x"))
            try write("x", to: root.appending("file"))
            stubs.remove()
            #expect(try tree(root) == ["data", "data/x", "file"])
        }
    }

    @Test("a dangling link is followed inside the root, absolute or leading out of it")
    func links() async throws {
        try await withTemporaryDirectory { directory in
            let root = try makeDirectory(directory.appending("root"))
            try makeDirectory(root.appending("etc"))
            try #require(symlink("../run/stub.conf", root.appending("etc/resolv.conf").string) == 0)
            try #require(symlink("/../../outside", root.appending("data").string) == 0)
            let stubs = try MountpointStubs(in: root, for: [("/etc/resolv.conf", false), ("/data/x", true)])
            #expect(try names(in: directory) == ["root"])
            let made = ["outside", "outside/x", "run", "run/stub.conf"]
            #expect(try tree(root) == ["data", "etc", "etc/resolv.conf"] + made)
            stubs.remove()
            #expect(try tree(root) == ["data", "etc", "etc/resolv.conf"])
        }
    }

    @Test("links that go round in circles and components that are no directories are errors, and leave nothing")
    func refused() async throws {
        try await withTemporaryDirectory { root in
            try #require(symlink("loop", root.appending("loop").string) == 0)
            try write("", to: root.appending("file"))
            for path: FilePath in ["/loop/x", "/file/x"] {
                #expect(throws: BuildError.self) {
                    _ = try MountpointStubs(in: root, for: [("/made", true), (path, true)])
                }
            }
            #expect(try tree(root) == ["file", "loop"])
        }
    }
}
