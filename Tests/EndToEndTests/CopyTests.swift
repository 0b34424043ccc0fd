import Testing

@Suite(.serialized) struct CopyTests {
    @Test("files of the context become root's and keep their mode and time")
    func metadata() async throws {
        try await Workspace.building("FROM base\nCOPY tree /tree\n", ["tree/file": "x"]) { work in
            let prepare = """
                chmod 2751 tree
                chmod 640 tree/file
                ln -s file tree/link
                touch -h -d @1000000000 tree/file tree/link
                """
            try await shell(prepare, in: work.context)
            try await work.build()
            let format = "stat -c '%n %A %u:%g %Y' /tree/file /tree/link"
            #expect(
                try await work.inside(format) == """
                    /tree/file -rw-r----- 0:0 1000000000
                    /tree/link lrwxrwxrwx 0:0 1000000000
                    """)
        }
    }

    @Test("a directory gives its contents, wildcards give what they match, several sources go into a directory")
    func sources() async throws {
        let dockerfile = """
            FROM base
            COPY tree /contents
            COPY *.txt t*/d? /matched/
            COPY one.txt two.txt /several/
            COPY ["with blank", "/json"]
            """
        let files = ["one.txt": "", "two.txt": "", "tree/a": "", "tree/d1/b": "", "with blank": ""]
        try await Workspace.building(dockerfile, files) { work in
            try await work.build()
            let found = try await work.inside("find /contents /matched /several /json -type f | sort | xargs")
            #expect(
                found == "/contents/a /contents/d1/b /json /matched/b /matched/one.txt /matched/two.txt "
                    + "/several/one.txt /several/two.txt")
        }
    }

    @Test("'--chown' takes names of the stage's own users, and '--chmod' applies to files and directories")
    func ownersAndModes() async throws {
        let dockerfile = """
            FROM base
            RUN mkdir -p /etc && echo 'ada:x:1000:1001::/:/bin/sh' > /etc/passwd && echo 'makers:x:2000:' > /etc/group
            COPY --chown=7:8 file /numbers
            COPY --chown=ada file /user
            COPY --chown=ada:makers file /both
            COPY --chmod=710 tree /tree
            """
        try await Workspace.building(dockerfile, ["file": "", "tree/inside": ""]) { work in
            try await work.build()
            #expect(
                try await work.inside("stat -c '%u:%g' /numbers /user /both | xargs") == "7:8 1000:1001 1000:2000")
            #expect(try await work.inside("stat -c %a /tree/inside") == "710")
        }
    }

    @Test("'--from' takes a stage by name or number, and an image of the store")
    func otherRoots() async throws {
        let dockerfile = """
            FROM base AS Tools
            RUN echo made > /made && chmod 700 /made && chown 3:4 /made
            FROM base
            COPY --from=tools /made /by-name
            COPY --from=1 made /by-number
            COPY --from=earlier /word /from-image
            """
        try await Workspace.building(dockerfile, ["word": "image"]) { work in
            try work.write("FROM scratch\nCOPY word /word\n", to: "earlier")
            try await work.pith.succeed("build", "-t", "earlier", "-f", "earlier", "context")
            try await work.build()
            #expect(try await work.inside("cat /by-name /by-number /from-image | xargs") == "made made image")
            #expect(try await work.inside("stat -c '%a %u:%g' /by-name") == "700 3:4")
        }
    }

    @Test("'--from' takes a directory that '--build-context' names")
    func namedContext() async throws {
        try await Workspace.building("FROM base\nCOPY --from=other /inside /inside\n") { work in
            try work.write("named", to: "other/inside")
            try await work.build("--build-context", "other=other")
            #expect(try await work.inside("cat /inside") == "named")
        }
    }

    @Test("ADD copies local files and directories, and unpacks an archive, told by its content")
    func add() async throws {
        let files = ["tree/b": "b\n", "a": "a\n", "looks.tar": "text\n"]
        try await Workspace.building("FROM base\nADD a looks.tar /files/\nADD tree /tree\n", files) { work in
            try await work.build()
            #expect(try await work.inside("cat /files/a /files/looks.tar /tree/b | xargs") == "a text b")
            try await shell("tar -czf archive a", in: work.context)
            try work.write(Workspace.base + "FROM base\nADD archive /unpacked\n", to: "context/Dockerfile")
            try await work.build()
            #expect(try await work.inside("cat /unpacked/a") == "a")
        }
    }

    @Test("no source leaves the context, by '..' or by a link")
    func escape() async throws {
        try await Workspace.building("FROM base\nCOPY ../../../secret /one\n", ["secret": "context"]) { work in
            try await work.build()
            #expect(try await work.inside("cat /one") == "context")
            try work.write("outside", to: "secret")
            try await shell("rm secret && ln -s ../secret secret", in: work.context)
            #expect(try await work.attempt().status == 1)
        }
    }
}
