import Testing

/// Tries to read and to write files of the host by the paths of instructions: through links, `..` and archives.
@Suite(.serialized) struct PathEscapeTests {
    /// One way. In the texts `@` is a directory of the host, outside of the build context, with a file `secret`, a file
    /// `passwd` that knows the user `mallory`, and an empty directory `place`.
    struct Attempt: Sendable {
        let what: String
        /// A script that runs in the build context.
        var script = "true"
        /// What follows `FROM base`.
        let dockerfile: String
        /// Whether the build has to fail: if it does not, it has seen something of the host.
        var mustFail = false
    }

    private static let archive = """
        python3 - <<'PYTHON'
        import io, tarfile
        with tarfile.open("archive.tar", "w") as tar:
            def add(name, kind=tarfile.REGTYPE, target=""):
                entry = tarfile.TarInfo(name)
                entry.type, entry.linkname = kind, target
                entry.size = 5 if kind == tarfile.REGTYPE else 0
                tar.addfile(entry, io.BytesIO(b"pwned"))
        %
        PYTHON
        """

    private static func archive(_ entries: String...) -> String {
        archive.replacing("%", with: entries.map { "    \($0)" }.joined(separator: "\n"))
    }

    static let attempts = [
        Attempt(
            what: "COPY of a link to an absolute path", script: "ln -s @/secret link", dockerfile: "COPY link /x",
            mustFail: true),
        Attempt(
            what: "COPY of a link that goes up", script: "ln -s ../outside/secret link", dockerfile: "COPY link /x",
            mustFail: true),
        Attempt(what: "COPY of a path that goes up", dockerfile: "COPY ../outside/secret /x", mustFail: true),
        Attempt(
            what: "COPY of a path below a link", script: "ln -s @ link", dockerfile: "COPY link/secret /x",
            mustFail: true),
        Attempt(
            what: "COPY of a pattern below a link", script: "ln -s @ link", dockerfile: "COPY link*/sec* /x"),
        Attempt(
            what: "COPY of a directory with links, which stay links", script: "mkdir tree; ln -s @/secret tree/link",
            dockerfile: "COPY tree /tree\nRUN [ -L /tree/link ] && ! cat /tree/link"),
        Attempt(
            what: "ADD of a link to an absolute path", script: "ln -s @/secret link", dockerfile: "ADD link /x",
            mustFail: true),
        Attempt(
            what: "COPY from a stage of a link to an absolute path",
            dockerfile: "RUN ln -s @/secret /link\nFROM base\nCOPY --from=0 /link /x", mustFail: true),
        Attempt(
            what: "COPY from a stage of a path below a link",
            dockerfile: "RUN ln -s @ /link\nFROM base\nCOPY --from=0 /link/secret /x", mustFail: true),
        Attempt(
            what: "COPY to a path below a link in the image", script: "touch file",
            dockerfile: "RUN ln -s @/place /into\nCOPY file /into/written"),
        Attempt(
            what: "COPY of a here-document to a path below a link",
            dockerfile: "RUN ln -s @/place /into\nCOPY <<E /into/written\ntext\nE"),
        Attempt(
            what: "COPY with links in the place of the file to write", script: "touch file",
            dockerfile: "RUN ln -s @/place/written /file\nCOPY file /file"),
        Attempt(
            what: "an archive with names that go up", script: archive("add('../../../../../../..@/place/written')"),
            dockerfile: "ADD archive.tar /a/"),
        Attempt(
            what: "an archive with absolute names", script: archive("add('@/place/written')"),
            dockerfile: "ADD archive.tar /"),
        Attempt(
            what: "an archive with a file below its own link",
            script: archive("add('link', tarfile.SYMTYPE, '@/place')", "add('link/written')"),
            dockerfile: "ADD archive.tar /a/"),
        Attempt(
            what: "an archive with a hard link to an absolute path",
            script: archive("add('hard', tarfile.LNKTYPE, '@/secret')"), dockerfile: "ADD archive.tar /a/"),
        Attempt(
            what: "an archive with a hard link that goes up",
            script: archive("add('hard', tarfile.LNKTYPE, '../../../../../../..@/secret')"),
            dockerfile: "ADD archive.tar /a/"),
        Attempt(
            what: "an archive with a hard link by way of its own link",
            script: archive("add('link', tarfile.SYMTYPE, '@')", "add('hard', tarfile.LNKTYPE, 'link/secret')"),
            dockerfile: "ADD archive.tar /a/"),
        Attempt(
            what: "WORKDIR below a link",
            dockerfile: "RUN ln -s @/place /into\nWORKDIR /into/made\nRUN touch written"),
        Attempt(
            what: "WORKDIR in a directory that a process has open",
            dockerfile: "WORKDIR /proc/self/fd/7\nRUN ! cat ../../../../../../../../..@/secret"),
        Attempt(
            what: "a cache mount below a link",
            dockerfile: "RUN ln -s @/place /into\nRUN --mount=type=cache,target=/into/made touch /into/made/written"),
        Attempt(
            what: "a tmpfs below a link",
            dockerfile: "RUN ln -s @/place /into\nRUN --mount=type=tmpfs,target=/into/made touch /into/made/written"),
        Attempt(
            what: "a bind mount of a link in the context", script: "ln -s @/secret link",
            dockerfile: "RUN --mount=type=bind,source=link,target=/x cat /x", mustFail: true),
        Attempt(
            what: "a bind mount of a path below a link in the context", script: "ln -s @ link",
            dockerfile: "RUN --mount=type=bind,source=link/secret,target=/x cat /x", mustFail: true),
        Attempt(
            what: "a bind mount of a path that goes up",
            dockerfile: "RUN --mount=type=bind,source=../outside,target=/x cat /x/secret", mustFail: true),
        Attempt(
            what: "a bind mount of a stage's link",
            dockerfile: "RUN ln -s @ /link\nFROM base\nRUN --mount=from=linked,source=/link,target=/x cat /x/secret",
            mustFail: true),
        Attempt(
            what: "a cache mount that begins with a stage's link",
            dockerfile:
                "RUN ln -s @ /link\nFROM base\nRUN --mount=type=cache,from=linked,source=/link,target=/x cat /x/secret",
            mustFail: true),
        Attempt(
            what: "USER by a link to the host's accounts",
            dockerfile: "RUN mkdir -p /etc && ln -s @/passwd /etc/passwd\nUSER mallory\nRUN true", mustFail: true),
        Attempt(
            what: "an owner by a link to the host's accounts", script: "touch file",
            dockerfile: "RUN mkdir -p /etc && ln -s @/passwd /etc/passwd\nCOPY --chown=mallory file /x",
            mustFail: true),
        Attempt(
            what: "an owner by a directory of accounts that is a link", script: "touch file",
            dockerfile: "RUN rm -rf /etc && ln -s @ /etc\nCOPY --chown=mallory file /x", mustFail: true),
        Attempt(
            what: "/etc as a link, in which files of the step's own are shown",
            dockerfile: "RUN rm -rf /etc && ln -s @/place /etc\nRUN true"),
        Attempt(
            what: "/dev, /proc and /sys as links, on which the runtime mounts",
            script: "mkdir tree; for name in dev proc sys; do ln -s @/place tree/$name; done",
            dockerfile: "COPY tree/ /\nRUN true"),
        Attempt(
            what: "a Dockerfile that is a link", script: "rm Dockerfile; ln -s @/secret Dockerfile",
            dockerfile: "", mustFail: true),
    ]

    @Test("nothing of the host is read or written", arguments: Builder.available.filter { !$0.isWithRunc })
    func held(_ builder: Builder) async throws {
        try await Workspace.with { work in
            try work.write("text of the host", to: "outside/secret")
            try work.write("mallory:x:4242:4242::/:/bin/sh\n", to: "outside/passwd")
            try await shell("mkdir outside/place", in: work.directory)
            // One store for all, so that the base image is made once.
            try await builder.using(work) { work in
                for attempt in Self.attempts { try await check(attempt, work) }
            }
        }
    }

    private func check(_ attempt: Attempt, _ work: Workspace) async throws {
        let outside = work.path("outside")
        try await shell("find context -mindepth 1 ! -name busybox -delete; rm -f out.tar", in: work.directory)
        let dockerfile = attempt.dockerfile.replacing("@", with: outside)
        try work.write(Workspace.base + "FROM base AS linked\n\(dockerfile)\n", to: "context/Dockerfile")
        try await shell(attempt.script.replacing("@", with: outside), in: work.context)
        let before = try await listing(work)
        let outcome = try await work.attempt("-o", "type=tar,dest=out.tar")
        #expect(outcome.status != 0 || !attempt.mustFail, "\(attempt.what)")
        #expect([0, 1, 64].contains(outcome.status), "\(attempt.what): \(outcome.error)")
        #expect(!outcome.error.contains("text of the host"), "\(attempt.what): \(outcome.error)")
        #expect(try await listing(work) == before, "\(attempt.what)")
        let found = try await shell("grep -cs 'text of the host' out.tar || true", in: work.directory)
        #expect(found == "" || found == "0", "\(attempt.what)")
    }

    /// The host's files there: names, kinds, sizes and links.
    private func listing(_ work: Workspace) async throws -> String {
        try await shell("find outside -printf '%p %y %s %n\\n' | sort", in: work.directory)
    }
}
