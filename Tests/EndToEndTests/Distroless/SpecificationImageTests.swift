import Testing

extension DistrolessTests {
    /// Images of specifications that users write.
    @Suite(.serialized) struct SpecificationImageTests {
        @Test("a specification adds packages with what they need, files, accounts, links and a configuration")
        func everything() async throws {
            let images = try ComposedImages.shared()
            let work = images.work
            try work.write("setting = 1\n", to: "specification/app.conf")
            let specification = """
                base = "python3-debian13"
                packages = ["libpq5"]
                closure = true
                without = ["libsasl2-modules-db"]
                user = "10001"
                workdir = "/srv/app"
                cmd = ["/srv/app/main.py"]

                [env]
                PYTHONUNBUFFERED = "1"

                [labels]
                team = "a"

                [[users]]
                name = "app"
                uid = 10001
                gid = 10001
                home = "/srv/app"

                [[groups]]
                name = "app"
                gid = 10001
                members = ["nonroot"]

                [[paths]]
                path = "/srv/app"
                type = "directory"
                mode = "0750"
                uid = 10001
                gid = 10001

                [[paths]]
                path = "/etc/app.conf"
                type = "file"
                source = "specification/app.conf"
                mode = "0640"
                gid = 10001

                [[paths]]
                path = "/srv/app/main.py"
                type = "file"
                content = '''
                import ctypes, glob, grp, os, pwd, stat
                ctypes.CDLL("libpq.so.5")
                print(pwd.getpwuid(os.getuid()).pw_name, grp.getgrgid(os.getgid()).gr_mem, os.getcwd())
                for path in (".", "/etc/app.conf"):
                    status = os.stat(path)
                    print(oct(stat.S_IMODE(status.st_mode)), status.st_uid, status.st_gid)
                print(open("/etc/app.conf").read(), os.environ["PYTHONUNBUFFERED"], os.readlink("/opt/tools/two"))
                print(glob.glob("/usr/lib/*/sasl2/*"), os.path.exists("/usr/bin/ls"))
                '''

                [[paths]]
                path = "/usr/local/bin/env"
                type = "file"
                package = "coreutils"
                source = "/usr/bin/env"
                mode = "0755"

                [[paths]]
                path = "/opt/tools"
                type = "links"
                target = "../../usr/local/bin/env"
                names = ["one", "two"]

                [[paths]]
                path = "/opt/current"
                type = "link"
                target = "tools"
                """
            let program = ImageProgram(image: try await images.image("everything", of: specification), work)
            #expect(
                try await program.output() == """
                    app ['nonroot'] /srv/app
                    0o750 10001 10001
                    0o640 0 10001
                    setting = 1
                     1 ../../usr/local/bin/env
                    [] False
                    """)
            let variables = try await program.output(options: ["--entrypoint", "/opt/current/one"])
            #expect(variables.split(separator: "\n").contains("HOME=/srv/app"))
            let shown = try await work.pith.succeed("inspect", "everything")
            #expect(
                try await jq(".[0].Config | [.User, .Labels.team, .Cmd[0]]", shown)
                    == #"["10001","a","/srv/app/main.py"]"#)
            let layers = try await jq(".[0].RootFS.Layers[:-1]", shown)
            let base = try await work.pith.succeed("inspect", try await images.image("python3-debian13"))
            #expect(try await jq(".[0].RootFS.Layers", base) == layers, "the layers of the base are shared")
        }

        @Test("'name=version' takes that version; one that the archive does not have is refused with those that it has")
        func versions() async throws {
            let images = try ComposedImages.shared()
            let lock = try await images.lock(of: "base-debian13")
            let version = try await jq(
                ".locks[].packages[] | select(.name == \"zlib1g\").version", try await shell("cat \"$1\"", lock))
            let pinned = "base = \"base-debian13\"\npackages = [\"zlib1g=\(version)\"]\n"
            let image = try await images.image("pinned", of: pinned)
            #expect(try await images.work.pith.succeed("images", "-q", image) != "")
            try images.work.write(pinned.replacing(version, with: "1:0.9"), to: "old.toml")
            let refused = try await images.work.pith("compose", "old.toml", "-q")
            #expect(
                refused.status == 1 && refused.error.contains("there is no 'zlib1g (= 1:0.9)' in Debian 13 (trixie)"))
            #expect(refused.error.contains("help: zlib1g=\(version)"))
        }

        @Test(
            "what can't be composed is refused with the file and the key, or the package and the nearest name",
            arguments: [
                ("packages = [\"libpq6\"]", "there is no package 'libpq6'", "help: did you mean 'libpq5'?"),
                (
                    "packges = [\"libpq5\"]", "'bad.toml' can't be used: 'packges' is not known",
                    "help: did you mean 'packages'?"
                ),
                ("packages = [\"lib pq5\"]", "'lib pq5' is no package", "help: name, or name=version"),
                (
                    "[variants.debug]\npakages = []", "'bad.toml' can't be used: 'variants.debug.pakages' is not known",
                    "help: did you mean 'packages'?"
                ),
                (
                    "[[paths]]\npath = \"/srv/../../etc\"\ntype = \"directory\"",
                    "'bad.toml' can't be used: 'paths[1].path' can't have '..'", ""
                ),
                (
                    "[[paths]]\npath = \"/etc/passwd/below\"\ntype = \"directory\"",
                    "'bad' can't be composed: '/etc/passwd/below' can't be made: '/etc/passwd' is no directory", ""
                ),
                (
                    "[[paths]]\npath = \"/a\"\ntype = \"file\"\nsource = \"missing\"",
                    "'bad.toml' can't be used: 'missing' is not there", ""
                ),
                (
                    "packages = [\"exim4-daemon-light\", \"postfix\"]",
                    "'/usr/sbin/rmail' can't be both of package 'exim4-daemon-light' and of 'postfix'",
                    "help: leave one of them out"
                ),
                (
                    "packages = [\"exim4-daemon-light\", \"postfix\"]\nclosure = true", "'postfix' can't be installed",
                    "it conflicts with mail-transport-agent"
                ),
                (
                    "packages = [\"libc6\"", "bad.toml:2:1: error: ", "  2 | packages = [\"libc6\""
                ),
            ])
        func mistakes(text: String, message: String, help: String) async throws {
            let images = try ComposedImages.shared()
            try images.work.write("base = \"base-debian13\"\n\(text)\n", to: "bad.toml")
            let outcome = try await images.work.pith("compose", "bad.toml", "--progress", "plain")
            #expect(outcome.status != 0 && outcome.error.contains(message), "\(outcome.error)")
            #expect(outcome.error.contains(help), "\(outcome.error)")
        }
    }
}
