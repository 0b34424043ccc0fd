import SystemPackage
import TestServers
import Testing

/// `alias docker=pith`: the commands of a short docker tutorial, as people type them.
@Suite(.serialized) struct DockerTutorialTests {
    private static let script = """
        docker() { "$PITH" "$@"; }
        show() { printf '%s: ' "$1"; cat; }
        cd context
        docker build -t getting-started . 2>/dev/null
        docker run getting-started | show run
        docker run --rm getting-started cat /app/word | show command
        echo typed | docker run -i --rm getting-started cat | show input
        docker image ls --quiet | wc -l | show images
        docker tag getting-started "$REGISTRY/me/getting-started:1.0"
        docker images | cut -d ' ' -f 1 | show names
        docker images --format '{{.Repository}}:{{.Tag}}' getting-started | show listed
        docker inspect --format '{{range .Config.Cmd}}{{.}} {{end}}' getting-started | show template
        echo secret | docker login -u me --password-stdin "$REGISTRY" | show login
        docker push "$REGISTRY/me/getting-started:1.0" >/dev/null 2>&1
        docker rmi getting-started >/dev/null
        docker image rm "$REGISTRY/me/getting-started:1.0" >/dev/null
        docker images -q | wc -l | show removed
        docker pull --quiet "$REGISTRY/me/getting-started:1.0" | show pulled
        docker run --rm "$REGISTRY/me/getting-started:1.0" | show again
        docker save -o app.tar "$REGISTRY/me/getting-started:1.0"
        docker save "$REGISTRY/me/getting-started:1.0" | gzip > app.tar.gz
        docker rmi --force $(docker images -aq) >/dev/null
        docker system prune --all --force --volumes >/dev/null
        docker load -i app.tar | show loaded
        docker rmi "$REGISTRY/me/getting-started:1.0" >/dev/null
        docker load < app.tar.gz | show piped
        docker run --rm "$REGISTRY/me/getting-started:1.0" | show last
        docker inspect --type image "$REGISTRY/me/getting-started:1.0" | jq -r '.[0].Config.Cmd[1]' | show inspected
        docker history --quiet --no-trunc "$REGISTRY/me/getting-started:1.0" | head -n 1 | cut -c 1-7 | show history
        docker logout "$REGISTRY" | show logout
        docker builder prune --all --force >/dev/null
        docker system df >/dev/null
        docker version >/dev/null
        """

    @Test("a docker tutorial's commands do what the tutorial says")
    func tutorial() async throws {
        let dockerfile = """
            FROM base AS build
            WORKDIR /app
            RUN echo made > made
            FROM base
            WORKDIR /app
            COPY word .
            COPY --from=build /app/made .
            EXPOSE 3000
            CMD ["echo", "hello"]
            """
        try await Workspace.building(dockerfile, ["word": "word\n"]) { work in
            try await shell("mkdir registry", in: work.directory)
            let registry = try await RegistryServer(
                in: work.path("registry"), access: .login(user: "me", password: "secret"))
            defer { registry.stop() }
            var command = try work.pith.command([])
            command.environment["PITH"] = command.arguments[0]
            command.environment["REGISTRY"] = registry.name
            command.environment["DOCKER_CONFIG"] = work.path("docker")
            command.arguments = ["bash", "-euo", "pipefail", "-c", Self.script]
            let name = "\(registry.name)/me/getting-started"
            let output = try await command.succeed().output
            #expect(
                output == """
                    run: hello
                    command: word
                    input: typed
                    images: 1
                    names: REPOSITORY
                    \(name)
                    getting-started
                    listed: getting-started:latest
                    template: echo hello\u{20}
                    login: Login Succeeded
                    removed: 0
                    pulled: \(name):1.0
                    again: hello
                    loaded: Loaded image: \(name):1.0
                    piped: Loaded image: \(name):1.0
                    last: hello
                    inspected: hello
                    history: sha256:
                    logout: Removed login credentials for \(registry.name)

                    """)
        }
    }
}
