import Analysis
import ImageModel
import Testing

struct ConfigurationSecretTests {
    private func find(
        env: [String] = [], history: [String] = [], _ change: (inout ContainerConfig) -> Void = { _ in }
    ) -> [ConfigurationSecret] {
        var config = ImageConfig(platform: Platform(os: "linux", architecture: "amd64"))
        config.config.env = env
        config.history = history.map { HistoryEntry(createdBy: $0) }
        change(&config.config)
        return ConfigurationSecret.find(in: config)
    }

    @Test(
        "a variable that is named like a secret and has a value is one",
        arguments: [
            "DB_PASSWORD=letmein", "PGPASSWORD=letmein", "dbPassword=letmein", "MYSQL_PWD=letmein", "API_KEY=abcd1234",
            "SECRET_KEY_BASE=abcd1234", "app.secret=abcd1234", "GITHUB_TOKEN=abcd1234", "SIGNING_KEY=abcd/1234",
        ])
    func variables(entry: String) {
        let name = String(entry.prefix { $0 != "=" })
        #expect(find(env: [entry]) == [ConfigurationSecret(rule: .secretVariable, place: "ENV \(name)")])
    }

    @Test(
        "a switch, a path, a reference or an empty value is none, nor are other names",
        arguments: [
            "PATH=/usr/bin", "PWD=/srv/app", "DB_PASSWORD=", "DB_PASSWORD_FILE=/run/secrets/db",
            "DB_PASSWORD=/run/secrets/db",
            "API_KEY=${KEY}", "API_KEY=$KEY", "TOKEN_TTL=3600", "TOKENIZERS_PARALLELISM=false", "KEY=abcdefgh",
            "GPG_KEY=7169605F62C751356D054A26A821E680E5FA6305", "PYTHON_SHA256=0123456789abcdef",
            "TOKEN_URL=https://x.org/t",
            "MYSQL_ALLOW_EMPTY_PASSWORD=yes", "USE_TOKEN=true", "MAX_TOKENS_LIMIT=4096", "SECRET_NAME=app", "PASSWORD",
            "=x",
        ])
    func harmless(entry: String) { #expect(find(env: [entry], history: ["ENV \(entry)"]) == []) }

    @Test("a token is known by its form whatever its name is, and a URL by its password")
    func forms() {
        let token = "glp" + "at-mxgJTeKdNnFRIBXuDL7D"
        #expect(
            find(env: ["X=\(token)", "TOKEN=\(token)", "DATABASE_URL=postgres://me:letmein@db/x", "U=http://me@db/"])
                == [
                    ConfigurationSecret(rule: .gitlabToken, place: "ENV X"),
                    ConfigurationSecret(rule: .gitlabToken, place: "ENV TOKEN"),
                    ConfigurationSecret(rule: .urlPassword, place: "ENV DATABASE_URL"),
                ])
        let found = find {
            $0.labels = ["note": token]
            $0.cmd = ["run", "--token=\(token)"]
        }
        #expect(found.map(\.place) == ["LABEL note", "CMD"] && found.allSatisfy { $0.rule == .gitlabToken })
    }

    @Test(
        "build arguments and variables of earlier steps stay in the history",
        arguments: [
            ("RUN |2 VERSION=1 NPM_TOKEN=abcd1234 /bin/sh -c npm ci # buildkit", "ARG NPM_TOKEN"),
            ("|1 NPM_TOKEN=ab cd 1234 /bin/sh -c npm ci", "ARG NPM_TOKEN"), ("ARG NPM_TOKEN=abcd1234", "ARG NPM_TOKEN"),
            ("/bin/sh -c #(nop)  ENV A=b DB_PASSWORD=letmein", "ENV DB_PASSWORD"),
            ("/bin/sh -c #(nop) ARG NPM_TOKEN=abcd1234", "ARG NPM_TOKEN"),
            ("ENV DB_PASSWORD let me in", "ENV DB_PASSWORD"),
        ])
    func history(text: String, place: String) {
        #expect(
            find(history: ["COPY . . # buildkit", text])
                == [ConfigurationSecret(rule: .secretVariable, place: "history 2: \(place)")])
    }

    @Test("a command with a token in it is reported, and a variable that still is there only once")
    func commands() {
        let token = "glp" + "at-mxgJTeKdNnFRIBXuDL7D"
        #expect(
            find(history: ["RUN /bin/sh -c curl -H 'PRIVATE-TOKEN: \(token)' x # buildkit"])
                == [ConfigurationSecret(rule: .gitlabToken, place: "history 1")])
        #expect(
            find(env: ["DB_PASSWORD=letmein"], history: ["ENV DB_PASSWORD=letmein"])
                == [ConfigurationSecret(rule: .secretVariable, place: "ENV DB_PASSWORD")])
        #expect(
            find(history: ["RUN /bin/sh -c TOKEN=$(cat /run/secrets/token) make # buildkit", "RUN |x", "RUN |9"]) == [])
    }
}
