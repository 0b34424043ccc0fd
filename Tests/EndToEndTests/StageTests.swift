import Testing

@Suite(.serialized) struct StageTests {
    @Test("a stage that the target does not need is not run, nor is its base asked for")
    func unneeded() async throws {
        let dockerfile = """
            FROM base AS unneeded
            RUN exit 1
            FROM nothing-serves-this AS unserved
            RUN exit 1
            FROM base AS needed
            RUN echo needed > /word
            FROM scratch
            COPY --from=needed /word /word
            """
        try await Workspace.building(dockerfile) { work in try await work.build() }
    }

    @Test("'--target' builds up to a stage, whatever the case of its name")
    func target() async throws {
        let dockerfile = """
            FROM base AS Wanted
            RUN echo wanted > /word
            FROM wanted AS after
            RUN exit 1
            """
        try await Workspace.building(dockerfile) { work in
            try await work.build("--target", "WANTED")
            #expect(try await work.inside("cat /word") == "wanted")
        }
    }

    @Test("independent stages run at the same time")
    func parallel() async throws {
        let dockerfile = """
            FROM base AS one
            RUN cut -d ' ' -f 1 /proc/uptime > /start && sleep 1 && cut -d ' ' -f 1 /proc/uptime > /end
            FROM base AS two
            RUN cut -d ' ' -f 1 /proc/uptime > /start && sleep 1 && cut -d ' ' -f 1 /proc/uptime > /end
            FROM base
            COPY --from=one /start /end /one/
            COPY --from=two /start /end /two/
            """
        try await Workspace.building(dockerfile) { work in
            try await work.build()
            let times = try await work.inside("cat /one/start /one/end /two/start /two/end")
            let numbers = times.split(separator: "\n").compactMap { Double($0) }
            try #require(numbers.count == 4)
            #expect(max(numbers[0], numbers[2]) < min(numbers[1], numbers[3]))
        }
    }

    @Test("a stage on a stage has its files, variables, user and directory")
    func inheritance() async throws {
        let dockerfile = """
            FROM base AS one
            ENV WORD=inherited
            RUN mkdir -m 777 /place
            WORKDIR /place
            USER 7
            FROM one
            RUN echo "$WORD $(pwd) $(id -u)" > said
            """
        try await Workspace.building(dockerfile) { work in
            try await work.build()
            #expect(try await work.inside("cat /place/said") == "inherited /place 7")
        }
    }

    @Test("the image on scratch has only what was copied into it")
    func scratch() async throws {
        let dockerfile = """
            FROM base AS build
            RUN echo program > /program
            FROM scratch
            COPY --from=build /program /program
            """
        try await Workspace.building(dockerfile) { work in
            try await work.build("-o", "type=oci,dest=image.tar")
            #expect(try await layerNames(of: work.path("image.tar")) == ["program"])
        }
    }
}
