import Diagnostics
import Glibc
import ImageModel
import Layers
import Planning
import Sandbox
import Store
import Synchronization
import SystemPackage

/// The files of a git repository at a commit, fetched by the `git` program and kept by commit.
///
/// git runs without the user's and the machine's configuration, without hooks, never asks for a password, and speaks
/// http, https, git and ssh only, whatever a repository's submodules say.
struct GitCheckout {
    let source: GitSource
    let cache: RemoteCache
    let environment: [String: String]
    /// A header that git sends to one origin; nil for none.
    let header: (origin: String, header: String)?
    let progress: FetchProgress

    /// Fetches the commit, or finds it.
    ///
    /// - Throws: `notFound` for a reference or directory that the repository does not have; `unreachable`; `corrupt` for
    ///   another commit than was asked for; `programMissing`.
    func run() async throws -> FetchedTree {
        let commit = try await resolve()
        if let expected = source.commit, !commit.hasPrefix(expected) {
            throw BuildError(
                .corrupt,
                "'\(source.shownRemote)' is not what it should be: expected commit \(expected), found \(commit)")
        }
        let flags = [
            source.keepsGitDirectory == true ? "git" : "", source.hasSubmodules ? "submodules" : "",
            source.usesCommitTime ? "commit time" : "",
        ]
        let key = Self.digest(["git", source.remote, commit] + flags)
        let tree = try await cache.withDirectory(key) { directory in
            let tree = directory.appending("tree")
            if access(tree.string, F_OK) != 0 {
                progress.begin()
                let new = directory.appending("new")
                let root = try RootedDirectory(directory)
                try root.removeTree("/new")
                try await fetch(commit, into: new)
                // A tree that has its name is taken as it is.
                try await blockingThread { () throws(BuildError) in try syncFileSystem(of: new) }
                guard rename(new.string, tree.string) == 0 else { throw RemoteCache.failure("'\(tree)' can't be made") }
            }
            return tree
        }
        return FetchedTree(
            directory: tree, name: nil, key: Self.digest([key.hex, source.subdirectory ?? ""]),
            time: source.usesCommitTime ? try RootedDirectory(tree).status(of: "/")?.modified.seconds : nil)
    }

    private static func digest(_ fields: [String]) -> Digest {
        var hasher = DigestHasher()
        for field in fields { hasher.update(field: field) }
        return hasher.finalize()
    }

    // MARK: Finding the commit

    private func resolve() async throws -> String {
        if let reference = source.reference, Self.isCommit(reference) { return reference }
        let reference = source.reference ?? "HEAD"
        let listing = try await git(["ls-remote", "--", source.remote, reference, "\(reference)^{}"], in: nil)
        var commits = [String: String]()
        for line in listing.split(separator: "\n") {
            let fields = line.split(separator: "\t")
            if fields.count == 2, Self.isCommit(String(fields[0])) { commits[String(fields[1])] = String(fields[0]) }
        }
        for name in [reference, "refs/heads/\(reference)", "refs/tags/\(reference)", "refs/\(reference)"] {
            // A tag that is an object of its own stands for the commit that it names.
            if let commit = commits["\(name)^{}"] ?? commits[name] { return commit }
        }
        throw BuildError(.notFound, "'\(source.shownRemote)' has no branch or tag '\(reference)'")
    }

    private static func isCommit(_ text: String) -> Bool {
        (text.utf8.count == 40 || text.utf8.count == 64) && text.allSatisfy { "0123456789abcdef".contains($0) }
    }

    // MARK: Fetching it

    private func fetch(_ commit: String, into directory: FilePath) async throws {
        try RemoteCache.makeDirectory(directory)
        let format = commit.utf8.count == 64 ? ["--object-format=sha256"] : []
        try await git(["init", "--quiet", "--initial-branch=main"] + format, in: directory)
        try await git(["remote", "add", "origin", "--", source.remote], in: directory)
        let everything = ["+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/tags/*"]
        let fetch = ["fetch", "--quiet", "--no-tags"]
        try await git(fetch + ["--depth=1", "origin", commit], or: fetch + ["origin"] + everything, in: directory)
        try await git(["checkout", "--quiet", "--force", "--detach", commit, "--"], in: directory)
        if source.hasSubmodules {
            let update = ["submodule", "--quiet", "update", "--init", "--recursive"]
            try await git(update + ["--depth=1"], or: update, in: directory)
        }
        // The time first, while git can still tell it.
        let time = try await git(["show", "--no-patch", "--format=%ct", commit], in: directory)
        if source.keepsGitDirectory != true {
            try Self.forEachFile(of: directory) { root, path throws(BuildError) in
                if path.lastComponent?.string == ".git" { try root.removeTree(path) }
            }
        }
        if source.usesCommitTime { try Self.setTimes(of: directory, to: Int(time.filter(\.isNumber)) ?? 0) }
    }

    private static func setTimes(of directory: FilePath, to seconds: Int) throws(BuildError) {
        let time = timespec(tv_sec: seconds, tv_nsec: 0)
        func set(_ path: FilePath) throws(BuildError) {
            guard utimensat(AT_FDCWD, path.string, [time, time], AT_SYMLINK_NOFOLLOW) == 0 else {
                throw RemoteCache.failure("'\(path)' can't be given its time")
            }
        }
        try forEachFile(of: directory) { _, path throws(BuildError) in
            try set(directory.pushing(path.removingRoot()))
        }
        try set(directory)
    }

    /// Goes through a tree, following no link; what `body` removes is not entered. Directories come after what is in
    /// them.
    private static func forEachFile(
        of directory: FilePath, _ body: (RootedDirectory, FilePath) throws(BuildError) -> Void
    ) throws(BuildError) {
        let root = try RootedDirectory(directory)
        var pending: [(path: FilePath, isOpen: Bool)] = [("/", false)]
        while let (path, isOpen) = pending.popLast() {
            let isDirectory = try root.status(of: path)?.isDirectory == true
            if isDirectory, !isOpen, path.lastComponent?.string != ".git" {
                pending.append((path, true))
                for name in try root.names(in: path) { pending.append((path.appending(name), false)) }
            } else if !path.components.isEmpty {
                try body(root, path)
            }
        }
    }

    // MARK: The program

    /// Runs one command, and another where the server can't serve it: not every one gives single commits or shallow
    /// histories.
    private func git(_ arguments: [String], or others: [String], in directory: FilePath) async throws {
        do {
            try await git(arguments, in: directory)
        } catch {
            guard error.code == .unreachable else { throw error }
            try await git(others, in: directory)
        }
    }

    @discardableResult
    private func git(_ arguments: [String], in directory: FilePath?) async throws(BuildError) -> String {
        let settings = [
            "core.hooksPath=/dev/null", "core.fsmonitor=false", "core.autocrlf=false", "credential.helper=",
            "advice.detachedHead=false", "gc.auto=0", "maintenance.auto=false", "protocol.file.allow=never",
            "protocol.ext.allow=never",
        ]
        var all = settings.flatMap { ["-c", $0] }
        if let directory { all += ["-C", directory.string] }
        let process = HostProcess("git", all + arguments, environment: variables)
        let errors = Mutex([String]())
        let status: Int32
        let output: [UInt8]
        do throws(BuildError) {
            (status, output) = try await process.collect(limit: 16 << 20) { line in
                errors.withLock { $0.append(line) }
            }
        } catch {
            guard error.code == .programMissing else { throw error }
            throw BuildError(error.code, error.message, help: "install git", underlying: error)
        }
        guard status == 0 else { throw failure(errors.withLock { $0 }) }
        return String(decoding: output, as: UTF8.self)
    }

    private func failure(_ lines: [String]) -> BuildError {
        let line = lines.last { $0.hasPrefix("fatal: ") } ?? lines.last ?? "git failed"
        let text = (line.hasPrefix("fatal: ") ? String(line.dropFirst(7)) : line)
            .replacing(source.remote, with: source.shownRemote)
        let isDenied = ["terminal prompts disabled", "Authentication failed", "could not read Username"]
            .contains { text.contains($0) }
        return BuildError(isDenied ? .denied : .unreachable, "'\(source.shownRemote)' can't be fetched: \(text)")
    }

    /// Nothing of the user's but what the network needs.
    private var variables: [String: String] {
        var variables = [
            "PATH": environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin", "HOME": "/nonexistent", "LC_ALL": "C",
            "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_TERMINAL_PROMPT": "0",
            "GIT_ASKPASS": "", "SSH_ASKPASS": "", "GIT_ALLOW_PROTOCOL": "http:https:git:ssh",
            "GIT_SSH_COMMAND": "ssh -o BatchMode=yes", "GIT_LFS_SKIP_SMUDGE": "1",
        ]
        let passed = [
            "http_proxy", "https_proxy", "no_proxy", "all_proxy", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY",
            "GIT_SSL_CAINFO", "SSL_CERT_DIR", "SSH_AUTH_SOCK",
        ]
        for name in passed { variables[name] = environment[name] }
        if let header {
            // Not among the arguments, which every process of the machine can read.
            variables["GIT_CONFIG_COUNT"] = "1"
            variables["GIT_CONFIG_KEY_0"] = "http.\(header.origin).extraHeader"
            variables["GIT_CONFIG_VALUE_0"] = header.header
        }
        if variables["GIT_SSL_CAINFO"] == nil { variables["GIT_SSL_CAINFO"] = environment["SSL_CERT_FILE"] }
        return variables
    }
}
