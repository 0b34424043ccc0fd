import Glibc
import SystemPackage

/// A directory of one test: a build context, the program's state, and room for what the test writes. It is gone when
/// the test ends.
struct Workspace: Sendable {
    let directory: FilePath
    var pith: Pith

    /// The build context, with a static BusyBox in it.
    var context: FilePath { directory.appending("context") }

    /// The head of a Dockerfile, three lines long, that makes a base image with a shell from nothing but the context.
    static let base = """
        FROM scratch AS base
        COPY busybox /bin/busybox
        RUN ["/bin/busybox", "--install", "/bin"]

        """

    /// Makes a workspace whose context holds `files`, and removes it after `body`.
    static func with(
        _ files: [String: String] = [:], _ body: (Workspace) async throws -> Void
    ) async throws {
        // Not under /tmp, which may be a tmpfs, on which not every kernel keeps what overlays need.
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/var/tmp"
        let directory = FilePath(try await shell("mktemp -d \"$1/pith-test.XXXXXX\"", parent))
        let workspace = Workspace(
            directory: directory, pith: Pith(root: directory.appending("root"), directory: directory))
        let result: Result<Void, any Error>
        do {
            try await shell("mkdir context && cp /bin/busybox context/", in: directory)
            for (name, text) in files { try workspace.write(text, to: "context/\(name)") }
            result = .success(try await body(workspace))
        } catch {
            result = .failure(error)
        }
        let removal = await Task { try await remove(directory) }.result
        // What went wrong in the test says more than what that left behind.
        try result.get()
        try removal.get()
    }

    /// As `with`, `dockerfile` standing on `base`.
    static func building(
        _ dockerfile: String, _ files: [String: String] = [:], _ body: (Workspace) async throws -> Void
    ) async throws {
        try await with(files.merging(["Dockerfile": base + dockerfile]) { $1 }, body)
    }

    /// An ordinary user's state holds files of the user's other ids, which only a namespace with these ids can remove.
    private static func remove(_ directory: FilePath) async throws {
        let removal = getuid() == 0 ? "rm -rf \"$1\"" : "unshare --map-auto --map-root-user rm -rf \"$1\""
        try await shell(removal, directory.string)
    }

    /// The same context and the same program on another machine, with a state of its own.
    func elsewhere(_ name: String = "other") -> Workspace {
        var other = self
        other.pith = Pith(root: directory.appending(name), directory: directory, environment: pith.environment)
        return other
    }

    /// Writes a file, making the directories above it.
    func write(_ text: String, to name: String) throws {
        let path = directory.appending(name)
        var parent = directory
        for component in FilePath(name).components.dropLast() {
            parent.append(component)
            mkdir(parent.string, 0o755)
        }
        let file = try FileDescriptor.open(
            path, .writeOnly, options: [.create, .truncate], permissions: [.ownerReadWrite, .groupRead, .otherRead])
        try file.closeAfter { _ = try file.writeAll(text.utf8) }
    }

    /// The absolute path of a name in the workspace.
    func path(_ name: String) -> String { directory.appending(name).string }

    func exists(_ name: String) -> Bool { access(path(name), F_OK) == 0 }

    /// Builds the context as the image `app`; it must succeed.
    @discardableResult
    func build(_ options: String...) async throws -> Outcome {
        try await buildCommand(options).succeed()
    }

    /// Builds the context as the image `app`, which may fail.
    func attempt(_ options: String...) async throws -> Outcome {
        try await buildCommand(options).run()
    }

    private func buildCommand(_ options: [String]) throws -> Command {
        try pith.command(["build", "--progress", "plain", "-t", "app"] + options + ["context"])
    }

    /// What a shell script prints in a container of the image `app`.
    func inside(_ script: String) async throws -> String {
        try await pith.succeed("run", "--rm", "--entrypoint", "/bin/sh", "app", "-c", script)
    }

    /// What a filter of jq makes of what `pith inspect` says of the image `app`.
    func inspect(_ filter: String) async throws -> String {
        let command = try pith.command(["inspect", "app"])
        return try await jq(filter, command.run().output)
    }
}
