import TestServers
import Testing

/// Build caches that machines share: two programs with a state of their own each, and a registry or a directory.
@Suite(.serialized) struct SharedCacheTests {
    /// Two stages, each with a step whose result differs each time it runs.
    private static let dockerfile = """
        FROM base AS build
        COPY source /source
        RUN cat /proc/sys/kernel/random/uuid > /made
        FROM base
        RUN cat /proc/sys/kernel/random/uuid > /id
        COPY --from=build /made /made

        """

    private func withRegistry(_ body: (Workspace, RegistryServer) async throws -> Void) async throws {
        try await Workspace.building(Self.dockerfile, ["source": "one"]) { work in
            try await shell("mkdir registry", in: work.directory)
            let registry = try await RegistryServer(in: work.path("registry"), access: .anyone)
            defer { registry.stop() }
            try await body(work, registry)
        }
    }

    @Test("a second machine takes every step from a registry, and makes the same image")
    func registry() async throws {
        try await withRegistry { work, registry in
            let cache = "type=registry,ref=\(registry.name)/cache:1,mode=max"
            try await work.build("--cache-to", cache)
            let other = work.elsewhere()
            try await other.build("--cache-from", cache.replacing(",mode=max", with: ""))
            #expect(try await other.inspect(".[0].Id") == work.inspect(".[0].Id"))
            #expect(try await other.inside("cat /id /made") == work.inside("cat /id /made"))
        }
    }

    @Test("with mode=max other stages are shared too, with mode=min only the image's own layers")
    func modes() async throws {
        try await withRegistry { work, registry in
            let name = "\(registry.name)/cache"
            try await work.build("--cache-to", "type=registry,ref=\(name):max,mode=max", "--cache-to", "\(name):min")
            let made = try await work.inside("cat /made")
            // The last stage changes, so that it needs the other one.
            let changed = Self.dockerfile.replacing("--from=build /made /made", with: "--from=build /made /copy")
            try work.write(Workspace.base + changed, to: "context/Dockerfile")
            let max = work.elsewhere("max")
            try await max.build("--cache-from", "\(name):max")
            #expect(try await max.inside("cat /copy") == made)
            let min = work.elsewhere("min")
            try await min.build("--cache-from", "\(name):min")
            #expect(try await min.inside("cat /copy") != made)
            #expect(try await min.inside("cat /id") == work.inside("cat /id"))
        }
    }

    @Test("a changed file runs what needs it, and the rest comes from the cache")
    func changedFile() async throws {
        try await withRegistry { work, registry in
            let cache = "\(registry.name)/cache"
            try await work.build("--cache-to", "type=registry,ref=\(cache),mode=max")
            try work.write("two", to: "context/source")
            let other = work.elsewhere()
            try await other.build("--cache-from", cache)
            #expect(try await other.inside("cat /made") != work.inside("cat /made"))
            #expect(try await other.inside("cat /id") == work.inside("cat /id"))
        }
    }

    @Test("a machine that needed only the last result passes the others on")
    func passedOn() async throws {
        try await withRegistry { work, registry in
            let (first, second) = ("\(registry.name)/first", "\(registry.name)/second")
            try await work.build("--cache-to", "type=registry,ref=\(first),mode=max")
            let middle = work.elsewhere("middle")
            try await middle.build("--cache-from", first, "--cache-to", "type=registry,ref=\(second),mode=max")
            let changed = Self.dockerfile.replacing("--from=build /made /made", with: "--from=build /made /copy")
            try work.write(Workspace.base + changed, to: "context/Dockerfile")
            let last = work.elsewhere("last")
            try await last.build("--cache-from", second)
            #expect(try await last.inside("cat /copy") == middle.inside("cat /made"))
        }
    }

    @Test(
        "an image carries its own cache",
        arguments: [["--cache-to", "type=inline"], ["--build-arg", "BUILDKIT_INLINE_CACHE=1"]])
    func inline(options: [String]) async throws {
        try await withRegistry { work, registry in
            let name = "\(registry.name)/app:1"
            let build = ["build", "-t", name, "--push"] + options + ["context"]
            _ = try await work.pith.command(build).succeed()
            let other = work.elsewhere()
            try await other.build("--cache-from", name)
            let made = try await work.pith.succeed("run", "--rm", name, "cat", "/made", "/id")
            #expect(try await other.inside("cat /made /id") == made)
            // skopeo reads it as the image that it is.
            let layers = try await shell("skopeo inspect --tls-verify=false docker://$1 | jq '.Layers | length'", name)
            #expect(layers == "4")
        }
    }

    @Test("a directory is a cache too, one with a tag each", arguments: [",tag=main", ""])
    func local(tag: String) async throws {
        try await withRegistry { work, _ in
            try await work.build("--cache-to", "type=local,dest=cache,mode=max\(tag)")
            let other = work.elsewhere()
            try await other.build("--cache-from", "type=local,src=cache\(tag)")
            #expect(try await other.inside("cat /id /made") == work.inside("cat /id /made"))
            // umoci reads the layout.
            #expect(try await shell("umoci ls --layout cache", in: work.directory) == (tag.isEmpty ? "latest" : "main"))
        }
    }

    @Test("a cache that is missing, or is none, costs time only")
    func missing() async throws {
        try await withRegistry { work, registry in
            let none = try await work.build(
                "--cache-from", "\(registry.name)/none", "--cache-from", "type=local,src=nowhere")
            #expect(none.error.components(of: "there is none yet") == 2)
            try await work.pith.succeed("tag", "app", "\(registry.name)/app")
            try await work.pith.succeed("push", "\(registry.name)/app")
            let other = work.elsewhere()
            let outcome = try await other.build(
                "--cache-from", "\(registry.name)/app", "--cache-from", "127.0.0.1:9/down")
            #expect(outcome.error.contains("it has no build cache"))
            #expect(outcome.error.contains("warning: the build cache '127.0.0.1:9/down:latest' can't be used: "))
        }
    }

    @Test("a damaged cache is found, said, and not used")
    func damaged() async throws {
        try await withRegistry { work, _ in
            try await work.build("--cache-to", "type=local,dest=cache,mode=max")
            // Another byte in the middle of each blob that is compressed.
            try await shell(
                """
                for blob in cache/blobs/sha256/*; do
                    case $(head -c 2 "$blob" | od -An -tx1) in
                    *1f*8b*) printf 'X' | dd of="$blob" bs=1 seek=40 conv=notrunc status=none ;;
                    esac
                done
                """, in: work.directory)
            let other = work.elsewhere()
            let outcome = try await other.build("--cache-from", "type=local,src=cache")
            #expect(outcome.error.contains("a result that another machine left can't be used: "))
            #expect(try await other.inside("cat /source /id | wc -l") == "1")
            #expect(try await other.inside("cat /id") != work.inside("cat /id"))
        }
    }

    /// A step that counts in its cache mounts how often it ran.
    private static let counting = """
        FROM base
        ARG RUN
        RUN --mount=type=cache,target=/cache --mount=type=cache,id=own,target=/own,uid=7,mode=0700 \\
            echo $RUN >> /cache/runs; chown 7 /cache/runs; ln -f /cache/runs /cache/again; : > /cache/.wh.mark; \\
            mkdir -p /own/dir; cat /cache/runs | xargs > /seen; stat -c '%a %u' /own | xargs >> /seen; \\
            ls -A /cache | xargs >> /seen; stat -c %u:%h /cache/runs >> /seen

        """

    @Test(
        "cache mounts travel with the cache if that is asked for, and fill those that are empty",
        arguments: [false, true])
    func mounts(isLocal: Bool) async throws {
        try await withRegistry { work, registry in
            try work.write(Workspace.base + Self.counting, to: "context/Dockerfile")
            let to = isLocal ? "type=local,dest=cache" : "type=registry,ref=\(registry.name)/cache"
            let from = isLocal ? "type=local,src=cache" : "type=registry,ref=\(registry.name)/cache"
            try await work.build("--build-arg", "RUN=1", "--cache-to", "\(to),mode=max,mounts=true")
            let plain = work.elsewhere("plain")
            try await plain.build("--build-arg", "RUN=2", "--cache-from", from)
            #expect(try await plain.inside("head -n 1 /seen") == "2")
            let other = work.elsewhere()
            try await other.build("--build-arg", "RUN=2", "--cache-from", "\(from),mounts=true")
            #expect(try await other.inside("cat /seen") == "1 2\n700 7\n.wh.mark again runs\n7:2")
            // What is there is not replaced.
            try await other.build("--build-arg", "RUN=3", "--cache-from", "\(from),mounts=true")
            #expect(try await other.inside("head -n 1 /seen") == "1 2 3")
            // A machine that needs to run nothing hands on what there was.
            let idle = work.elsewhere("idle")
            try await idle.build(
                "--build-arg", "RUN=1", "--cache-from", "\(from),mounts=true", "--cache-to",
                "\(to),mode=max,mounts=true")
            let last = work.elsewhere("last")
            try await last.build("--build-arg", "RUN=4", "--cache-from", "\(from),mounts=true")
            #expect(try await last.inside("head -n 1 /seen") == "1 4")
            // One that takes nothing from caches begins with none.
            try await last.build("--no-cache", "--build-arg", "RUN=5", "--cache-from", "\(from),mounts=true")
            #expect(try await last.inside("head -n 1 /seen") == "5")
        }
    }

    @Test("a cache mount that is damaged or in use elsewhere costs time only")
    func unusableMounts() async throws {
        try await withRegistry { work, _ in
            try work.write(Workspace.base + Self.counting, to: "context/Dockerfile")
            try await work.build("--build-arg", "RUN=1", "--cache-to", "type=local,dest=cache,mounts=true")
            // The last layers are the cache mounts'.
            try await shell(
                """
                cd cache; manifest=$(jq -r '.manifests[0].digest' index.json)
                for layer in $(jq -r '.layers[-2:][].digest' "blobs/${manifest/://}"); do
                    printf 'XXXX' | dd of="blobs/${layer/://}" bs=1 seek=30 conv=notrunc status=none
                done
                """, in: work.directory)
            let other = work.elsewhere()
            let outcome = try await other.build(
                "--build-arg", "RUN=2", "--cache-from", "type=local,src=cache,mounts=true")
            #expect(outcome.error.contains("what another machine left of cache mount '/cache' can't be used: "))
            #expect(try await other.inside("head -n 1 /seen") == "2")
        }
    }

    @Test("a layer that did not change is not compressed again")
    func unchanged() async throws {
        try await withRegistry { work, registry in
            let cache = "type=registry,ref=\(registry.name)/cache,mode=max"
            try await work.build("--cache-to", cache)
            // What can't be read can't be compressed.
            try await shell("rm -rf root/snapshots/*", in: work.directory)
            try await work.build("--cache-to", cache)
        }
    }

    @Test(
        "what can't be a cache is said so",
        arguments: [
            (["--cache-to", "type=gha"], "unknown type 'gha': expected registry, local, inline"),
            (["--cache-to", "type=registry"], "it needs a name"),
            (["--cache-to", "type=local"], "it needs a directory"),
            (["--cache-to", "type=inline,mode=max"], "its own layers only"),
            (["--cache-to", "type=inline,mounts=true"], "can't hold cache mounts"),
            (["--cache-to", "type=registry,ref=a,mode=most"], "'mode' is min or max, not 'most'"),
            (["--cache-from", "type=registry,reff=a"], "it needs a name"),
            (["--cache-from", "type=local,src=a,tagg=b"], "unknown field 'tagg'"),
        ])
    func wrong(options: [String], message: String) async throws {
        try await Workspace.with(["Dockerfile": "FROM scratch\n"]) { work in
            let outcome = try await work.pith.command(["build"] + options + ["context"]).run()
            #expect(outcome.status == 64)
            #expect(outcome.error.contains(message))
        }
    }

    @Test("a cache that can't be left fails the build, unless that may be ignored")
    func unreachable() async throws {
        try await Workspace.with(["Dockerfile": "FROM scratch\nCOPY busybox /\n"]) { work in
            let failed = try await work.attempt("--cache-to", "type=registry,ref=127.0.0.1:9/cache")
            #expect(failed.status == 69)
            let ignored = try await work.build("--cache-to", "type=registry,ref=127.0.0.1:9/cache,ignore-error=true")
            #expect(ignored.error.contains("warning: the build cache '127.0.0.1:9/cache:latest' can't be written: "))
        }
    }
}

extension String {
    fileprivate func components(of part: String) -> Int { ranges(of: part).count }
}
