@testable import Debian
import Diagnostics
import FoundationEssentials
import ImageModel
import Sandbox
import Synchronization
import Testing

/// Composes from the archive that this machine's apt uses. Needs root, mmdebstrap and GNU tar.
@Suite(.serialized) struct CompositionTests {
    @Test("two compositions of Debian 12 are the same image, which tar and dpkg accept", .timeLimit(.minutes(10)))
    func bookworm() async throws {
        let directory = try makeTemporaryDirectory()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let blobs = DiskBlobs(directory: directory)
        let reported = Mutex([String]())
        let image = try DebianImage(named: "debian:12")
        let composer = DebianComposer(temporaryDirectory: directory)
        async let second = composer.compose(image, for: .host, into: blobs) { _ in }
        let first = try await composer.compose(image, for: .host, into: blobs) { line in
            reported.withLock { $0.append(line) }
        }
        #expect(try await second.draft == first.draft)
        #expect(try await second.lock == first.lock)
        #expect(reported.withLock { $0.first }?.hasPrefix("composing Debian 12 (bookworm) of 20") == true)

        let layer = try #require(first.draft.layers.first)
        let blob = try #require(layer.blob)
        #expect(first.draft.layers.count == 1 && blob.digest == layer.diffID && blob.mediaType == .ociLayer)
        try checkConfig(first)
        try await checkFiles(tar: blobs.path(of: layer.diffID), size: blob.size)
        try await checkPackages(first, tar: blobs.path(of: layer.diffID), in: directory)
        let left = try FileManager.default.contentsOfDirectory(atPath: directory).filter {
            $0.hasPrefix("pith-compose")
        }
        #expect(left.isEmpty)
    }

    private func checkConfig(_ image: ComposedImage) throws {
        let config = image.draft.config
        #expect(config.config.cmd == ["bash"])
        #expect(config.platform == .host)
        #expect(
            config.config.environmentValue("PATH") == "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
        #expect(config.history.map(\.createdBy) == ["composed from Debian 12 (bookworm)"])
        #expect(config.created == image.lock.releases["bookworm"])
        #expect(Set(image.lock.releases.keys) == ["bookworm", "bookworm-updates", "bookworm-security"])
    }

    private func checkFiles(tar: String, size: Int64) async throws {
        #expect(try await output("stat", ["--format=%s", tar]) == "\(size)\n")
        #expect(try await output("sha256sum", [tar]).prefix(64) == tar.suffix(64))
        let listing = try await output("tar", ["--list", "--verbose", "--file", tar])
        #expect(listing.contains("/usr/bin/apt-get\n"))
        let devices = listing.split(separator: "\n").filter { $0.hasPrefix("c") || $0.hasPrefix("b") }
        #expect(devices.isEmpty)
        for absent in [
            "/etc/hostname", "/etc/resolv.conf", "/etc/apt/sources.list", "/etc/apt/apt.conf.d/99mmdebstrap",
            "_Packages",
        ] {
            #expect(!listing.contains("\(absent)\n"), "\(absent)")
        }
        let sources = try await output(
            "tar", ["--extract", "--to-stdout", "--file", tar, "./etc/apt/sources.list.d/debian.sources"])
        #expect(sources.contains("Suites: bookworm bookworm-updates\n"))
        #expect(listing.contains(DebianMirror.keyring))
        #expect(
            listing.split(separator: "\n").contains {
                $0.hasPrefix("-rwxr-xr-x") && $0.hasSuffix("./usr/sbin/policy-rc.d")
            })
    }

    private func checkPackages(_ image: ComposedImage, tar: String, in directory: String) async throws {
        let root = directory + "/root"
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: false)
        _ = try await output("tar", ["--extract", "--file", tar, "--directory", root])
        #expect(try await output("dpkg", ["--root=\(root)", "--audit"]) == "")
        let installed = try await output(
            "dpkg-query", ["--root=\(root)", "--show", "--showformat=${Package} ${Version} ${Architecture}\n"])
        let locked = image.lock.packages.map { "\($0.name) \($0.version) \($0.architecture)" }
        #expect(installed.split(separator: "\n").map(String.init).sorted() == locked.sorted())
        #expect(locked.count > 50)
        #expect(
            image.lock.packages.allSatisfy { $0.path.hasPrefix("pool/") && $0.path.hasSuffix(".deb") && $0.size > 0 })
    }

    @Test("mmdebstrap says which mirror it would use")
    func defaultMirror() async throws {
        let parent = try makeTemporaryDirectory()
        defer { try? FileManager.default.removeItem(atPath: parent) }
        let directory = try WorkingDirectory(in: parent)
        let mirror = try await Mmdebstrap(release: .trixie, directory: directory).defaultMirror()
        #expect(mirror.main.hasSuffix("/debian") && mirror.security.hasSuffix("/debian-security"))
        await directory.remove()
        #expect(try FileManager.default.contentsOfDirectory(atPath: parent).isEmpty)
    }

    @Test("a mirror that can't be reached is said so, and nothing is left")
    func unreachable() async throws {
        let directory = try makeTemporaryDirectory()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let composer = DebianComposer(
            mirrorOverride: try DebianMirror(parsing: "http://127.0.0.1:9/debian"), temporaryDirectory: directory)
        let error = await #expect(throws: BuildError.self) {
            try await composer.compose(
                DebianImage(named: "debian:12"), for: .host, into: DiskBlobs(directory: directory)
            ) { _ in }
        }
        #expect(error?.code == .unreachable)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory).isEmpty)
    }

    @Test("a cancelled composition ends its programs and leaves nothing")
    func cancelled() async throws {
        let directory = try makeTemporaryDirectory()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let (started, start) = AsyncStream.makeStream(of: String.self)
        let task = Task {
            try await DebianComposer(temporaryDirectory: directory).compose(
                DebianImage(named: "debian:12-slim"), for: .host, into: DiskBlobs(directory: directory)
            ) { start.yield($0) }
        }
        for await line in started where line.contains("extracting") { break }
        task.cancel()
        let error = await #expect(throws: BuildError.self) { try await task.value }
        #expect(error?.code == .interrupted)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory).isEmpty)
    }

    @Test("another machine's platform is refused")
    func foreignPlatform() async throws {
        let error = await #expect(throws: BuildError.self) {
            try await DebianComposer(temporaryDirectory: "/nonexistent").compose(
                DebianImage(named: "debian"), for: Platform(os: "linux", architecture: "s390x"),
                into: DiskBlobs(directory: "/nonexistent")
            ) { _ in }
        }
        #expect(error?.code == .invalidInput)
    }

    private func output(_ program: String, _ arguments: [String]) async throws -> String {
        let (status, bytes) = try await HostProcess(program, arguments).collect(limit: 16 << 20)
        #expect(status == 0)
        return String(decoding: bytes, as: UTF8.self)
    }
}
