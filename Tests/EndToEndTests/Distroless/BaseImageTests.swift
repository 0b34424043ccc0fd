import Testing

extension DistrolessTests {
    /// Composed images as what Dockerfiles stand on.
    @Suite(.serialized) struct BaseImageTests {
        /// Builds a Dockerfile in a directory of the workspace, where `app.py` is.
        private func build(
            _ dockerfile: String, as name: String, options: [String] = [], configuration: String? = nil,
            in work: Workspace
        ) async throws -> Outcome {
            try work.write(dockerfile, to: "builds/\(name)/Dockerfile")
            try work.write("import os, sys; print('served by', sys.version[:4])\n", to: "builds/\(name)/app.py")
            var pith = work.pith
            if let configuration {
                try work.write(configuration, to: "configurations/\(name)/pith/pith.toml")
                pith.environment["XDG_CONFIG_HOME"] = work.path("configurations/\(name)")
            }
            return try await pith.command(
                ["build", "--progress", "plain", "-t", name] + options + ["builds/\(name)"]
            ).run()
        }

        private static let configuration = "[images]\n\"gcr.io/distroless\" = \"compose://\"\n"

        @Test("'--build-context' serves one of Google's names with the composed image")
        func buildContext() async throws {
            let images = try ComposedImages.shared()
            try await images.image("python3-debian13")
            let outcome = try await build(
                "FROM gcr.io/distroless/python3-debian13\nCOPY app.py /app.py\nCMD [\"/app.py\"]\n", as: "context",
                options: ["--build-context", "gcr.io/distroless/python3-debian13=compose://python3-debian13"],
                in: images.work)
            #expect(outcome.status == 0, "\(outcome.error)")
            #expect(outcome.error.contains("composed from Debian 13 (trixie)"))
            #expect(try await images.work.pith.succeed("run", "--rm", "context") == "served by 3.13")
        }

        @Test("a prefix in the configuration serves all of Google's names, the tag choosing the variant")
        func configuration() async throws {
            let images = try ComposedImages.shared()
            try await images.image("python3-debian12:nonroot")
            let outcome = try await build(
                "FROM gcr.io/distroless/python3-debian12:nonroot\nCOPY app.py /app.py\nCMD [\"/app.py\"]\n",
                as: "prefix",
                configuration: Self.configuration, in: images.work)
            #expect(outcome.status == 0, "\(outcome.error)")
            #expect(try await images.work.pith.succeed("run", "--rm", "prefix") == "served by 3.11")
            let shown = try await images.work.pith.succeed("inspect", "prefix")
            #expect(try await jq(".[0].Config | .User + \" \" + .WorkingDir", shown) == "65532 /home/nonroot")
        }

        @Test(
            "old names are served, with a warning that names the image to write",
            arguments: [
                ("python3", "python3-debian13"), ("java", "java21-debian13"), ("nodejs:20", "nodejs20-debian13"),
                ("cc:nonroot", "cc-debian13"),
            ])
        func oldNames(old: String, current: String) async throws {
            let images = try ComposedImages.shared()
            try await images.image(current)
            let name = "old-\(old.replacing(":", with: "-"))"
            let outcome = try await build(
                "FROM gcr.io/distroless/\(old)\n", as: name, configuration: Self.configuration, in: images.work)
            #expect(outcome.status == 0, "\(outcome.error)")
            let said = old.hasSuffix(":nonroot") ? "cc" : old
            #expect(outcome.error.contains("warning: '\(said)' is an old name: '\(current)' serves it"))
            #expect(outcome.error.contains("help: write '\(current)'"))
        }

        @Test(
            "what can't be composed is refused at the line that asks for it, with what to write",
            arguments: [
                ("java:11", "'java:11' can't be composed", "did you mean 'java21-debian13'?"),
                ("pyhton3-debian13", "'pyhton3-debian13' can't be composed", "did you mean 'python3-debian13'?"),
                ("static-debian13:nonrot", "'static-debian13:nonrot' can't be composed", "did you mean 'nonroot'?"),
                (
                    "cc-debian13@sha256:\(String(repeating: "0", count: 64))", "its digest is that of another image",
                    "leave the digest out; a lock pins what is composed"
                ),
            ])
        func refusals(name: String, message: String, help: String) async throws {
            let images = try ComposedImages.shared()
            let outcome = try await build(
                "# A comment.\nFROM gcr.io/distroless/\(name)\n", as: "refused", configuration: Self.configuration,
                in: images.work)
            #expect(outcome.status != 0)
            #expect(outcome.error.contains("Dockerfile:2:6: error: ") && outcome.error.contains(message))
            #expect(outcome.error.contains("help: \(help)"), "\(outcome.error)")
        }

        @Test("where no registry has a distroless image, the option that the help names composes it")
        func help() async throws {
            let images = try ComposedImages.shared()
            try await images.image("cc-debian13:nonroot")
            // Nothing listens on the port.
            let dockerfile = "FROM 127.0.0.1:1/distroless/cc-debian13:nonroot\nCOPY app.py /\n"
            let outcome = try await build(dockerfile, as: "helped", in: images.work)
            #expect(outcome.status != 0)
            let line = try #require(outcome.error.split(separator: "\n").first { $0.hasPrefix("help: compose it: ") })
            let options = line.dropFirst("help: compose it: ".count).split(separator: " ").map(String.init)
            #expect(
                options == [
                    "--build-context", "127.0.0.1:1/distroless/cc-debian13:nonroot=compose://cc-debian13:nonroot",
                ])
            #expect(try await build(dockerfile, as: "helped", options: options, in: images.work).status == 0)
        }

        @Test("stages with tools build what a composed base runs; RUN works there in exec form")
        func stages() async throws {
            let images = try ComposedImages.shared()
            try await images.image("python3-debian13:nonroot")
            let dockerfile = """
                FROM scratch AS build
                COPY busybox /bin/busybox
                RUN ["/bin/busybox", "--install", "/bin"]
                RUN mkdir /built && echo 'word = "made"' > /built/made.py && chmod 500 /built/made.py
                FROM gcr.io/distroless/python3-debian13:nonroot
                COPY --from=build --chown=nonroot:nonroot /built /srv
                WORKDIR /srv
                RUN ["python3", "-c", "import made; open('/home/nonroot/ran', 'w').write(made.word)"]
                CMD ["-c", "import made, os; print(made.word, open('/home/nonroot/ran').read(), os.getuid(), os.getcwd())"]
                """
            try await shell("mkdir -p builds/stages && cp /bin/busybox builds/stages/", in: images.work.directory)
            let outcome = try await build(
                dockerfile, as: "stages", configuration: Self.configuration, in: images.work)
            #expect(outcome.status == 0, "\(outcome.error)")
            #expect(try await images.work.pith.succeed("run", "--rm", "stages") == "made made 65532 /srv")
        }
    }
}
