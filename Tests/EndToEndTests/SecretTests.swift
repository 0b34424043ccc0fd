import SystemPackage
import Testing

/// Secrets and SSH agents: there for the step, and nowhere else.
@Suite(.serialized) struct SecretTests {
    @Test("a secret is a file of its user in memory, or a variable, and is in nothing that stays")
    func secrets() async throws {
        let dockerfile = """
            FROM base
            RUN --mount=type=secret,id=word stat -c '%a %u' /run/secrets/word > /mode && grep -q /run/secrets /proc/mounts
            RUN --mount=type=secret,id=word,uid=7,mode=0440,target=/s stat -c '%a %u' /s >> /mode
            RUN --mount=type=secret,id=word,env=WORD [ ${#WORD} = 9 ] && cat /proc/self/environ && ls -d /run/secrets/word; true
            RUN --mount=type=secret,id=other,target=/o [ ! -e /o ]
            """
        try await Workspace.building(dockerfile) { work in
            try work.write("swordfish", to: "secret.txt")
            let outcome = try await work.build("--secret", "id=word,src=secret.txt")
            #expect(try await work.inside("cat /mode; ls -A /run /s 2>/dev/null | wc -l") == "400 0\n440 7\n0")
            #expect(!outcome.error.contains("swordfish") && outcome.error.contains("WORD=*****"))
            #expect(try await shell("grep -r -l swordfish \"$1\" || true", work.pith.root.string) == "")
            #expect(try await work.pith.succeed("history", "app").contains("swordfish") == false)
        }
    }

    @Test("a changed secret does not run a step again, and a secret may be a variable of its name")
    func cacheKey() async throws {
        let counter = try ConnectionCounter()
        let dockerfile =
            "FROM base\nRUN --mount=type=secret,id=PITH_TEST cat /run/secrets/* | wc -c > /n; \(counter.connect)\n"
        try await Workspace.building(dockerfile) { work in
            var work = work
            for secret in ["one", "three"] {
                work.pith.environment["PITH_TEST"] = secret
                try await work.build("--secret", "id=PITH_TEST")
            }
            #expect(counter.count() == 1)
            #expect(try await work.inside("cat /n") == "3")
        }
    }

    @Test("a required secret that is missing is an error at its mount, and a missing file at once")
    func missing() async throws {
        try await Workspace.building("FROM base\nRUN --mount=type=secret,id=a,required true\n") { work in
            let outcome = try await work.attempt()
            #expect(outcome.status == 1)
            #expect(outcome.error.contains("Dockerfile:5:13: error: secret 'a' is required"))
            #expect(try await work.attempt("--secret", "id=a,src=none").status == 1)
            #expect(try await work.attempt("--secret", "src=none").status == 64)
        }
    }

    @Test("a step reaches the agent that --ssh names, and one made of a key")
    func agents() async throws {
        let dockerfile = """
            FROM base
            COPY tools /
            RUN --mount=type=ssh --mount=type=ssh,id=keys,uid=7,target=/agent \\
                echo "$SSH_AUTH_SOCK $(stat -c '%a %u' $SSH_AUTH_SOCK /agent | xargs)" > /seen && \\
                { ssh-add -l || true; SSH_AUTH_SOCK=/agent ssh-add -l; } | cut -d ' ' -f 3- >> /seen
            RUN --mount=type=ssh,id=none [ ! -e "$SSH_AUTH_SOCK" ]
            """
        try await Workspace.building(dockerfile) { work in
            let script = """
                cd "$1"
                ssh-keygen -q -t ed25519 -N '' -C secret -f key
                mkdir context/tools
                cp --parents -L /usr/bin/ssh-add $(ldd /usr/bin/ssh-add | grep -o '/[^ ]*') context/tools
                eval "$(ssh-agent -a "$PWD/socket")" >/dev/null
                trap 'kill $SSH_AGENT_PID' EXIT
                shift
                "$@" 2>&1
                """
            var work = work
            work.pith.wrapper = ["bash", "-euc", script, "bash", work.directory.string]
            let outcome = try await work.attempt("--ssh", "default", "--ssh", "keys=key")
            #expect(outcome.status == 0, "\(outcome.output)")
            work.pith.wrapper = []
            #expect(
                try await work.inside("xargs < /seen")
                    == "/run/buildkit/ssh_agent.0 600 0 600 7 has no identities. secret (ED25519)")
            #expect(try await shell("pgrep -f \"ssh-agent -[D] -a\" || true") == "")
        }
    }
}
