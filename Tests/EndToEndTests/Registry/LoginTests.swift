import SystemPackage
import TestServers
import Testing

/// How a password gets to the program: from a terminal that does not show it, or from standard input; never as an argument.
@Suite(.serialized) struct LoginTests {
    private func withRegistry(_ body: (Workspace, RegistryServer) async throws -> Void) async throws {
        try await Workspace.with { work in
            try await shell("mkdir registry", in: work.directory)
            let registry = try await RegistryServer(
                in: work.path("registry"), access: .login(user: "me", password: "secret"))
            defer { registry.stop() }
            try await body(work, registry)
        }
    }

    @Test("on a terminal the name and the password are asked for, and the password is not shown")
    func prompts() async throws {
        try await withRegistry { work, registry in
            // `script` is the terminal; each answer is typed once it was asked for.
            let typing = """
                mkfifo keys
                script -qefc "$* 2>&1" log < keys > shown & terminal=$!
                exec 3> keys
                answer() {
                    for _ in $(seq 100); do grep -q "$1" shown && break; sleep 0.1; done
                    sleep 0.3
                    printf '%s\\n' "$2" >&3
                }
                answer Username me
                answer Password secret
                wait "$terminal" || status=$?
                cat shown
                exit "${status:-0}"
                """
            var command = try work.pith.command(["login", registry.name])
            command.arguments = ["bash", "-euo", "pipefail", "-c", typing, "bash"] + command.arguments
            let outcome = try await command.succeed()
            #expect(outcome.output.contains("Username for \(registry.name): "))
            #expect(outcome.output.contains("Password for me@\(registry.name): "))
            #expect(outcome.output.contains("Login Succeeded"))
            #expect(!outcome.output.contains("secret"))
            let kept = try await shell("cat docker/config.json", in: work.directory)
            #expect(try await jq(".auths | keys | .[0]", kept) == registry.name)
        }
    }

    @Test("a password is no argument")
    func arguments() async throws {
        try await withRegistry { work, registry in
            for option in ["-p", "--password"] {
                let outcome = try await work.pith("login", "-u", "me", option, "secret", registry.name)
                #expect(outcome.status == 64 && outcome.output == "")
                #expect(!work.exists("docker/config.json"))
            }
            let nobody = try await work.pith("login", "--password-stdin", registry.name, input: "secret")
            #expect(nobody.status == 64 && nobody.error.contains("-u NAME"))
        }
    }

    @Test("REGISTRY_AUTH_FILE takes the place of docker's file, and an authfile that of both")
    func files() async throws {
        try await withRegistry { work, registry in
            var work = work
            try await shell(
                "printf secret | skopeo login --tls-verify=false --authfile auth.json -u me --password-stdin $1",
                registry.name, in: work.directory)
            try work.write("FROM scratch\nENV A=b\n", to: "context/Dockerfile")
            let name = "\(registry.name)/app:1"
            try await work.pith.succeed("build", "-t", name, "context")
            #expect(try await work.pith("push", name).status == 77)
            try await work.pith.succeed("push", "--authfile", "auth.json", name)
            work.pith.environment["REGISTRY_AUTH_FILE"] = work.path("auth.json")
            try await work.pith.succeed("push", name)
        }
    }

    @Test("a credential helper keeps the password, and gives it back")
    func helper() async throws {
        try await withRegistry { work, registry in
            var work = work
            let helper = """
                #!/bin/sh
                case $1 in
                store) cat > "$HELPER_STORE" ;;
                get) cat "$HELPER_STORE" ;;
                erase) rm -f "$HELPER_STORE" ;;
                esac

                """
            try work.write(helper, to: "bin/docker-credential-test")
            try await shell("chmod +x bin/docker-credential-test", in: work.directory)
            try work.write("{\"credsStore\": \"test\"}\n", to: "docker/config.json")
            work.pith.environment["PATH"] = "\(work.path("bin")):/usr/sbin:/usr/bin:/sbin:/bin"
            work.pith.environment["HELPER_STORE"] = work.path("kept")
            try await work.pith.command(
                ["login", "-u", "me", "--password-stdin", registry.name], input: "secret"
            ).succeed()
            #expect(try await jq(".Secret", shell("cat kept", in: work.directory)) == "secret")
            #expect(try await !shell("cat docker/config.json", in: work.directory).contains("secret"))
            try work.write("FROM scratch\nENV A=b\n", to: "context/Dockerfile")
            try await work.pith.succeed("build", "-t", "\(registry.name)/app:1", "--push", "context")
            try await work.pith.succeed("logout", registry.name)
            #expect(!work.exists("kept"))
        }
    }
}
