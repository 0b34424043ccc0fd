import SystemPackage
import Testing

@Suite(.serialized) struct RemoteSourceTests {
    /// A workspace whose directory `served` a server serves.
    private func serving(
        _ dockerfile: (String) -> String, headers: [String: String] = [:], _ prepare: String,
        _ body: (Workspace, FileServer) async throws -> Void
    ) async throws {
        try await Workspace.with { work in
            try await shell("mkdir served && cd served\n" + prepare, in: work.directory)
            let server = try await FileServer(of: work.path("served"), headers: headers)
            try work.write(Workspace.base + dockerfile(server.address), to: "context/Dockerfile")
            try await body(work, server)
            await server.stop()
        }
    }

    @Test("ADD fetches a file: its name from the address, mode 0600, its time from the server")
    func file() async throws {
        let headers = ["Last-Modified": "Sun, 09 Sep 2001 01:46:40 GMT"]
        let dockerfile = { (host: String) in
            "FROM base\nADD \(host)/some/a%20b?query \(host)/some/c /files/\nADD --chmod=755 \(host)/some/c /c\n"
        }
        try await serving(dockerfile, headers: headers, "mkdir some; echo first > 'some/a b'; echo second > some/c") {
            work, _ in
            try await work.build()
            #expect(try await work.inside("cat '/files/a b' /files/c /c | xargs") == "first second second")
            #expect(
                try await work.inside("stat -c '%a %u:%g %Y' /files/c /c | xargs")
                    == "600 0:0 1000000000 755 0:0 1000000000")
        }
    }

    @Test("a secret that names a file's host is shown to that host, to no other on a redirect, and kept nowhere")
    func authorization() async throws {
        try await Workspace.with { work in
            try await shell("mkdir served && echo file > served/file", in: work.directory)
            let other = try await FileServer(of: work.path("served"))
            let server = try await FileServer(
                of: work.path("served"), authorization: "Bearer swordfish",
                redirects: ["/away": "\(other.address)/file", "/here": "/file"])
            let lines = ["file", "away", "here"].map { "ADD \(server.address)/\($0) /\($0)\n" }.joined()
            try work.write(Workspace.base + "FROM base\n" + lines, to: "context/Dockerfile")
            let denied = try await work.attempt()
            #expect(denied.status == 77 && denied.error.contains("Dockerfile:5:5: error: "))
            let host = server.address.dropFirst("http://".count)
            var given = work
            given.pith.environment["WORD"] = "swordfish"
            let outcome = try await given.build("--secret", "id=HTTP_AUTH_TOKEN_\(host),env=WORD")
            #expect(try await given.inside("cat /file /away /here | xargs") == "file file file")
            #expect(!server.shown.isEmpty && other.shown.isEmpty)
            #expect(!outcome.error.contains("swordfish"))
            #expect(try await shell("grep -r -l swordfish \"$1\" || true", work.pith.root.string) == "")
            await server.stop()
            await other.stop()
        }
    }

    @Test("GIT_AUTH_TOKEN and GIT_AUTH_HEADER are shown to a repository's host, also for a build context")
    func repositoryAuthorization() async throws {
        try await Workspace.with { work in
            try await shell("mkdir served && cd served\n" + Self.repository, in: work.directory)
            // x-access-token:word
            let server = try await FileServer(
                of: work.path("served"), authorization: "basic eC1hY2Nlc3MtdG9rZW46d29yZA==")
            let line = "ADD \(server.address)/app.git#v1 /app\n"
            try work.write(Workspace.base + "FROM base\n" + line, to: "context/Dockerfile")
            #expect(try await work.attempt().status == 77)
            var given = work
            given.pith.environment["GIT_AUTH_TOKEN"] = "word"
            try await given.build("--secret", "id=GIT_AUTH_TOKEN")
            #expect(try await given.inside("cat /app/file") == "one")
            given.pith.environment["HEADER"] = "basic eC1hY2Nlc3MtdG9rZW46d29yZA=="
            let host = server.address.dropFirst("http://".count)
            let built = try await given.pith.command(
                [
                    "build", "--secret", "id=GIT_AUTH_HEADER.\(host),env=HEADER", "-f", "none",
                    "\(server.address)/app.git#other:docker",
                ]
            ).run()
            // The context is there; it has no such Dockerfile.
            #expect(built.status == 1 && built.error.contains("there is no none in the build context"))
            await server.stop()
        }
    }

    @Test("a file that has not changed is not fetched again; one that has is")
    func revalidation() async throws {
        try await serving({ "FROM base\nADD \($0)/file /file\n" }, "echo one > file") { work, server in
            try await work.build()
            #expect(server.answers() == ["200 /file"])
            let again = try await work.build()
            #expect(again.error.contains("CACHED"))
            #expect(server.answers() == ["304 /file"])
            try work.write("two", to: "served/file")
            try await work.build()
            #expect(server.answers() == ["200 /file"])
            #expect(try await work.inside("cat /file") == "two")
        }
    }

    @Test(
        "'--checksum' is verified, and saves the question once it matched", arguments: ["sha256", "sha384", "sha512"])
    func checksum(algorithm: String) async throws {
        try await serving({ "FROM base\nADD \($0)/file /file\n" }, "echo one > file") { work, server in
            let sum = try await shell("\(algorithm)sum < served/file | cut -d' ' -f1", in: work.directory)
            let write = { (sum: String) in
                let line = "ADD --checksum=\(algorithm):\(sum) \(server.address)/file /file\n"
                try work.write(Workspace.base + "FROM base\n" + line, to: "context/Dockerfile")
            }
            try write(sum)
            try await work.build()
            try await work.build()
            #expect(server.answers() == ["200 /file"])
            let wrong = String(sum.reversed())
            try write(wrong)
            let outcome = try await work.attempt()
            #expect(outcome.status == 1)
            #expect(outcome.error.contains("expected \(algorithm):\(wrong), found \(algorithm):\(sum)"))
            #expect(outcome.error.contains("Dockerfile:5:"))
        }
    }

    @Test("what is not there is an error at the address")
    func missing() async throws {
        try await serving({ "FROM base\nADD \($0)/missing /file\n" }, ":") { work, _ in
            let outcome = try await work.attempt()
            #expect(outcome.status == 1)
            #expect(outcome.error.contains("Dockerfile:5:5: error: 'http://127.0.0.1"))
            #expect(outcome.error.contains("HTTP status 404"))
        }
    }

    @Test("'--unpack' unpacks what was fetched, which otherwise is copied")
    func unpack() async throws {
        let dockerfile = { (host: String) in
            "FROM base\nADD --unpack \(host)/a.tar.gz /unpacked\nADD \(host)/a.tar.gz /copied/\n"
        }
        try await serving(dockerfile, "echo x > file; tar -czf a.tar.gz file") { work, _ in
            try await work.build()
            #expect(try await work.inside("cat /unpacked/file; ls /copied") == "x\na.tar.gz")
        }
    }

    /// Makes the repository `app.git`, with two commits, a tag, a branch and a submodule.
    private static let repository = """
        export GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a
        export GIT_COMMITTER_DATE='1000000000 +0000'
        git init -q -b main part && cd part && echo part > inside && git add . && git commit -qm part && cd ..
        git clone -q --bare part part.git && git -C part.git update-server-info
        git init -q -b main app && cd app && mkdir docker && echo one > file
        printf '#!/bin/sh\\n' > docker/script && chmod 755 docker/script && ln -s file link
        git add . && git commit -qm one && git tag -a -m first v1 && git branch other
        echo two > file
        git -c protocol.file.allow=always submodule --quiet add ../part.git module && git commit -qam two && cd ..
        git clone -q --bare app app.git && git -C app.git update-server-info
        rm -rf app part
        """

    @Test(
        "ADD takes a git repository, at a branch, tag or commit, a directory of it, with submodules and '.git' on request"
    )
    func repository() async throws {
        let dockerfile = { (address: String) in
            """
            FROM base
            ADD \(address)/app.git /default
            ADD --keep-git-dir=true \(address)/app.git#v1 /tag
            ADD \(address)/app.git#other:docker /directory/
            ADD \(address)/app.git?branch=main&subdir=module&mtime=commit /module

            """
        }
        try await serving(dockerfile, Self.repository) { work, server in
            try await work.build()
            let found = try await work.inside(
                "cat /default/file /default/module/inside /tag/link /directory/script /module/inside | xargs")
            #expect(found == "two part one #!/bin/sh part")
            #expect(
                try await work.inside("ls -d /*/.git; stat -c '%a %u:%g' /directory/script /default/file | xargs")
                    == "/tag/.git\n755 0:0 644 0:0")
            #expect(try await work.inside("stat -c %Y /module/inside") == "1000000000")
            _ = server.answers()
            let again = try await work.build()
            #expect(!again.error.contains("DONE 1") && again.error.contains("CACHED"))
            let commit = try await shell("git -C served/app.git rev-parse main", in: work.directory)
            let line = "ADD --checksum=\(commit.prefix(12)) \(server.address)/app.git#v1 /x\n"
            try work.write(Workspace.base + "FROM base\n" + line, to: "context/Dockerfile")
            let outcome = try await work.attempt()
            #expect(outcome.status == 1 && outcome.error.contains("expected commit \(commit.prefix(12)), found "))
        }
    }

    @Test(
        "an address of a repository that can't be used is an error where it stands",
        arguments: [
            ("HOST/app.git#none", "has no branch or tag 'none'"), ("HOST/app.git?color=red", "'color' is not known"),
            ("HOST/app.git?subdir=../x", "can't have '..'"), ("HOST/app.git#a?ref=b", "has no branch or tag 'a?ref=b'"),
            ("HOST/nothing.git", "can't be fetched"), ("HOST/app.git#--upload-pack=x", "is no name of a branch"),
        ])
    func badRepository(address: String, message: String) async throws {
        let dockerfile = { (host: String) in
            "FROM base\nADD \(address.replacing("HOST", with: host)) /x\n"
        }
        try await serving(dockerfile, Self.repository) { work, _ in
            let outcome = try await work.attempt()
            #expect(outcome.status == 1 || outcome.status == 69)
            #expect(outcome.error.contains(message), "\(outcome.error)")
            #expect(outcome.error.contains("Dockerfile:5:5"))
        }
    }

    @Test("a repository, an archive, a file and a lone Dockerfile can be build contexts, by address or by name")
    func contexts() async throws {
        let prepare =
            Self.repository + """

                mkdir tree && echo archived > tree/word
                printf 'FROM scratch\\nCOPY word /word\\n' > tree/Dockerfile && tar -C tree -cJf context.tar.xz .
                printf 'FROM scratch\\nCOPY --from=named context /word\\n' > lone
                """
        try await serving({ (_: String) in "" }, prepare) { work, server in
            let export = { (options: [String]) in
                let arguments = ["build", "-o", "type=tar,dest=out.tar"] + options
                try await work.pith.command(arguments).succeed()
                return try await shell("tar -tf out.tar | xargs; tar -xOf out.tar word", in: work.directory)
            }
            let archive = "\(server.address)/context.tar.xz"
            let found = try await export([archive])
            #expect(found == "word\narchived")
            try work.write("one file", to: "served/file")
            let lone = try await export(["--build-context", "named=\(server.address)/file", "\(server.address)/lone"])
            #expect(lone == "word\none file")
            try work.write("FROM scratch\nCOPY --from=git inside /word\n", to: "context/Dockerfile")
            let named = try await export(["--build-context", "git=\(server.address)/app.git#main:module", "context"])
            #expect(named == "word\npart")
        }
    }

    @Test("a git context has its own Dockerfile")
    func repositoryContext() async throws {
        let prepare = """
            export GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a
            git init -q -b main app && cd app && mkdir sub && echo one > sub/word
            printf 'FROM scratch\\nCOPY word /word\\n' > sub/Dockerfile
            ln -s /etc/hostname Dockerfile
            git add . && git commit -qm one && cd .. && git clone -q --bare app app.git && git -C app.git update-server-info
            """
        try await serving({ (_: String) in "" }, prepare) { work, server in
            try await work.pith.succeed("build", "-o", "type=tar,dest=out.tar", "\(server.address)/app.git#main:sub")
            #expect(try await shell("tar -xOf out.tar word", in: work.directory) == "one")
            // A link to this machine's files leads nowhere.
            let outcome = try await work.pith("build", "\(server.address)/app.git")
            #expect(outcome.status == 1 && outcome.error.contains("there is no Dockerfile"))
        }
    }

    @Test(
        "'SOURCE_DATE_EPOCH=context' is the time of the commit, what the server says, or the newest file of an archive")
    func contextTime() async throws {
        let prepare = """
            export GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a
            git init -q -b main app && cd app && mkdir sub
            printf 'FROM scratch\\nARG SOURCE_DATE_EPOCH\\nENV EPOCH=$SOURCE_DATE_EPOCH\\nCOPY Dockerfile /\\n' >sub/Dockerfile
            git add . && GIT_COMMITTER_DATE='1000000000 +0000' git commit -qm one
            cp sub/Dockerfile . && { printf 'ARG SOURCE_DATE_EPOCH=context\\n'; cat sub/Dockerfile; } >Dockerfile.default
            touch -d @1100000000 Dockerfile && touch -d @1200000000 Dockerfile.default
            tar -cf ../context.tar Dockerfile Dockerfile.default && cd ..
            git clone -q --bare app app.git && git -C app.git update-server-info
            """
        try await serving({ (_: String) in "" }, prepare) { work, server in
            func built(_ options: String...) async throws -> String {
                try await work.pith.command(["build", "-t", "app"] + options).succeed()
                return try await work.inspect(".[0].Created, .[0].Config.Env[-1]")
            }
            let given = ["--build-arg", "SOURCE_DATE_EPOCH=context"]
            #expect(
                try await built(given[0], given[1], "\(server.address)/app.git#main:sub")
                    == "2001-09-09T01:46:40Z\nEPOCH=1000000000")
            #expect(
                try await built(given[0], given[1], "\(server.address)/context.tar")
                    == "2008-01-10T21:20:00Z\nEPOCH=1200000000")
            let dated = try await FileServer(
                of: work.path("served"), headers: ["Last-Modified": "Tue, 19 Jan 2038 03:14:07 GMT"])
            #expect(
                try await built(given[0], given[1], "\(dated.address)/context.tar")
                    == "2038-01-19T03:14:07Z\nEPOCH=2147483647")
            // The Dockerfile may say it, too.
            #expect(
                try await built("-f", "Dockerfile.default", "\(dated.address)/context.tar")
                    == "2038-01-19T03:14:07Z\nEPOCH=2147483647")
            await dated.stop()
            // A directory has no time of its own.
            let local = try await built(given[0], given[1], "served/app")
            #expect(local.hasSuffix("\nEPOCH="))
        }
    }
}
