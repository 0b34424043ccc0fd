import Benchmark
import Diagnostics
import Dockerfile

func parserBenchmarks() {
    let stage = """
        FROM debian:13 AS build
        ARG VERSION=1
        WORKDIR /src
        COPY --link --chown=1:1 . .
        RUN --mount=type=cache,target=/root/.cache make VERSION=$VERSION \\
          && make install
        FROM scratch
        COPY --from=build /out /
        ENTRYPOINT ["/app"]

        """
    let file = SourceFile(name: "Dockerfile", text: String(repeating: stage, count: 100))
    Benchmark("Dockerfile parser, 200 stages") { _ in blackHole(DockerfileParser.parse(file)) }
}
