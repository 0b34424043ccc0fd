import Testing

extension DistrolessTests {
    @Suite(.serialized) struct VariantTests {
        @Test("no shell and no package manager can be started", arguments: DistrolessTests.names)
        func noShell(image: String) async throws {
            let image = try await ImageProgram(image)
            for program in ["sh", "/bin/bash", "/busybox/sh", "apt-get"] {
                let outcome = try await image.outcome(options: ["--entrypoint", program], ["-c", "exit 0"])
                #expect(outcome.status == 127, "\(program)")
            }
        }

        /// Prints the user, the directory, and who owns it.
        private static let report =
            "echo $(id -u):$(id -g) $(pwd) $(stat -c %u:%g:%a .) $HOME; touch file && echo written"

        @Test(
            "'debug' has a shell with its tools and runs as root, 'debug-nonroot' as a user with a home of its own",
            arguments: ["static-debian13", "cc-debian12", "python3-debian13", "java21-debian13", "nodejs20-debian13"])
        func debug(name: String) async throws {
            let root = try await ImageProgram("\(name):debug")
            #expect(try await root.output("-c", Self.report) == "0:0 / 0:0:755 /root\nwritten")
            #expect(try await root.output(options: ["--entrypoint", "sh"], "-c", "echo $0") == "sh")
            let user = try await ImageProgram("\(name):debug-nonroot")
            let said = try await user.output("-c", Self.report)
            #expect(said == "65532:65532 /home/nonroot 65532:65532:700 /home/nonroot\nwritten")
        }

        @Test(
            "the shell's links are exactly the tools that it has",
            arguments: ["static-debian12:debug", "static-debian13:debug"])
        func tools(image: String) async throws {
            let image = try await ImageProgram(image)
            let script = """
                cd /busybox; busybox --list | grep -vx busybox | sort > /tmp/tools
                ls | grep -vx busybox | sort | diff - /tmp/tools && test -s /tmp/tools && echo same
                """
            #expect(try await image.output("-c", script) == "same")
        }

        @Test(
            "'nonroot' runs as a user in its own home, every other image as root in '/'",
            arguments: ["python3-debian13", "python3-debian12"])
        func nonroot(name: String) async throws {
            let program = """
                import os, pwd
                print(os.getuid(), os.getgid(), os.getcwd(), os.stat(".").st_uid, pwd.getpwuid(os.getuid()).pw_name, os.getgroups())
                print(os.access(".", os.W_OK), os.access("/etc", os.W_OK), os.environ["HOME"])
                """
            let user = try await ImageProgram("\(name):nonroot").output("-c", program)
            #expect(user == "65532 65532 /home/nonroot 65532 nonroot [65532]\nTrue False /home/nonroot")
            let root = try await ImageProgram(name).output("-c", program)
            #expect(root == "0 0 / 0 root [0]\nTrue True /root")
        }

        @Test(
            "each image's configuration names its user, directory and program; variants change only what they are for")
        func configuration() async throws {
            let images = try ComposedImages.shared()
            func config(_ name: String) async throws -> String {
                let shown = try await images.work.pith.succeed("inspect", try await images.image(name))
                return try await jq(".[0].Config | [.User, .WorkingDir, (.Entrypoint // [] | join(\" \"))]", shown)
            }
            #expect(try await config("static-debian13") == #"["0","/",""]"#)
            #expect(try await config("java21-debian13") == #"["0","/","/usr/bin/java -jar"]"#)
            #expect(try await config("nodejs20-debian13:nonroot") == #"["65532","/home/nonroot","/nodejs/bin/node"]"#)
            #expect(try await config("python3-debian13:debug-nonroot") == #"["65532","/home/nonroot","/busybox/sh"]"#)
        }
    }
}
