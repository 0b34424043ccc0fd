import Testing

@Suite(.serialized) struct CopyFlagTests {
    @Test("here-documents become files named after their delimiters, expanded unless a delimiter is quoted")
    func heredocs() async throws {
        let dockerfile = """
            FROM base
            ARG name=world
            COPY --chmod=751 --chown=3:4 <<greeting <<"raw" file /files/
            hello $name
            greeting
            hello $name
            raw
            ADD <<-one /one
            \tthe file itself
            one
            """
        try await Workspace.building(dockerfile, ["file": "local"]) { work in
            try await work.build()
            #expect(
                try await work.inside("cat /files/greeting /files/raw /one")
                    == "hello world\nhello $name\nthe file itself")
            #expect(
                try await work.inside("stat -c '%a %u:%g' /files/greeting /files/file /one | xargs")
                    == "751 3:4 751 3:4 644 0:0")
            let again = try await work.build()
            #expect(again.error.contains("CACHED"))
        }
    }

    @Test("a change of a here-document is a change of the step")
    func heredocCache() async throws {
        try await Workspace.building("FROM base\nCOPY <<file /file\none\nfile\n") { work in
            try await work.build()
            try work.write(Workspace.base + "FROM base\nCOPY <<file /file\ntwo\nfile\n", to: "context/Dockerfile")
            try await work.build()
            #expect(try await work.inside("cat /file") == "two")
        }
    }

    @Test("'--exclude' leaves out what matches below each source, and files that are named")
    func excludes() async throws {
        let dockerfile = """
            FROM base
            COPY --exclude=*.md --exclude=sub --exclude=!sub/kept tree /tree
            COPY --exclude=*.md *.md *.txt /named/
            COPY --exclude=** tree /nothing
            """
        let files = [
            "tree/a.md": "", "tree/a.txt": "", "tree/deep/b.md": "", "tree/sub/kept": "", "tree/sub/other": "",
            "one.md": "", "two.txt": "",
        ]
        try await Workspace.building(dockerfile, files) { work in
            try await work.build()
            let found = try await work.inside("find /tree /named /nothing ! -type d | sort | xargs")
            #expect(found == "/named/two.txt /tree/a.txt /tree/deep/b.md /tree/sub/kept")
            #expect(try await work.inside("test -d /nothing && echo made") == "made")
            try work.write("changed", to: "context/tree/a.md")
            // What is left out is no part of the key.
            let again = try await work.build()
            #expect(again.error.contains("!sub/kept tree /tree\n#3 CACHED"))
        }
    }

    @Test("'--parents' keeps the directories above a source, up to the pivot, with their modes")
    func parents() async throws {
        let dockerfile = """
            FROM base
            COPY --parents a/b/c/file x*/deep /whole/
            COPY --parents a/./b/c/ /pivot/
            COPY --parents a/b*/./c/**/file /wild
            COPY --parents ./a/b/nothing* /none/
            """
        let files = [
            "a/b/c/file": "", "a/b/c/d/file": "", "a/b/other": "", "a/b2/c/e/file": "", "x1/deep": "", "x2/deep": "",
        ]
        try await Workspace.building(dockerfile, files) { work in
            try await shell("chmod 711 a && chmod 750 a/b", in: work.context)
            try await work.build()
            let found = try await work.inside("find /whole /pivot /wild /none ! -type d | sort | xargs")
            #expect(
                found == "/pivot/b/c/d/file /pivot/b/c/file /whole/a/b/c/file /whole/x1/deep /whole/x2/deep "
                    + "/wild/c/d/file /wild/c/e/file /wild/c/file")
            let modes = try await work.inside("stat -c %a /whole /whole/a /whole/a/b /pivot/b /none | xargs")
            #expect(modes == "755 711 750 750 755")
            try work.write(Workspace.base + "FROM base\nCOPY --parents a/missing /x/\n", to: "context/Dockerfile")
            let outcome = try await work.attempt()
            #expect(outcome.status == 1)
            #expect(outcome.error.contains("Dockerfile:5:16: error: 'a/missing' can't be copied"))
        }
    }

    @Test("'--link' replaces links and files in the way, where COPY follows or refuses them")
    func link() async throws {
        let dockerfile = """
            FROM base
            RUN mkdir -p /real /way && ln -s real /link && echo file > /way/file
            COPY --link file /link/file
            COPY --link tree /way/file
            """
        try await Workspace.building(dockerfile, ["file": "", "tree/inside": ""]) { work in
            try await work.build()
            #expect(
                try await work.inside("ls /real; ls -d /link/file /way/file/inside | xargs")
                    == "/link/file /way/file/inside")
        }
    }

    @Test("'--normalize-modes' gives files the modes that git gives them, so that the umask makes no difference")
    func normalizedModes() async throws {
        let dockerfile = "FROM base\nCOPY tree /tree\nCOPY --chmod=go-rwx tree/script /private\n"
        try await Workspace.building(dockerfile, ["tree/sub/file": "", "tree/script": ""]) { work in
            try await shell("chmod 700 tree tree/sub tree/script; chmod 666 tree/sub/file", in: work.context)
            try await work.build("--normalize-modes")
            let format = "stat -c %a /tree/sub /tree/sub/file /tree/script /private | xargs"
            #expect(try await work.inside(format) == "755 644 755 700")
            try await shell("chmod -R u=rwX,go=rX tree; chmod 755 tree/script", in: work.context)
            let again = try await work.build("--normalize-modes")
            #expect(again.error.contains("COPY tree /tree\n#3 CACHED"))
        }
    }
}
