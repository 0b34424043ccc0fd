import Testing

/// The options of `build` that are for RUN steps.
@Suite(.serialized) struct StepOptionTests {
    @Test("hosts, limits and shared memory are as asked")
    func resources() async throws {
        let dockerfile = """
            FROM base
            RUN grep -w -e db -e here /etc/hosts > /hosts; ulimit -n > /files; df -k /dev/shm | tail -1 | awk '{ print $2 }' > /shm
            """
        try await Workspace.building(dockerfile) { work in
            try await work.build(
                "--add-host", "db:192.0.2.7", "--add-host", "here=host-gateway", "--ulimit", "nofile=100:200",
                "--shm-size", "2m")
            #expect(
                try await work.inside("xargs < /hosts; cat /files /shm")
                    == "192.0.2.7 db 127.0.0.1 here\n100\n2048")
        }
    }

    @Test("name servers, domains and options take the place of the host's, and the image keeps its own file")
    func nameLookup() async throws {
        let dockerfile = """
            FROM base
            COPY <<END /etc/resolv.conf
            nameserver 203.0.113.9
            END
            RUN grep -E '^(nameserver|search|options)' /etc/resolv.conf >/seen
            """
        try await Workspace.building(dockerfile) { work in
            try await work.build(
                "--dns", "192.0.2.53", "--dns", "2001:db8::53", "--dns-search", "a.example", "--dns-option", "ndots:3")
            let given = "search a.example\nnameserver 192.0.2.53\nnameserver 2001:db8::53\noptions ndots:3"
            #expect(try await work.inside("cat /seen") == given)
            // Where names are looked up is no part of what a step does.
            let again = try await work.build("--dns", "192.0.2.54").error
            #expect(try await work.inside("cat /seen") == given && again.contains("/seen\n#4 CACHED"))
            try await work.build("--no-cache", "--dns", "none")
            #expect(try await work.inside("cat /seen") == "nameserver 203.0.113.9")
            try await work.build("--no-cache", "--dns-search", ".")
            #expect(try await work.inside("grep -c search /seen || true") == "0")
        }
    }

    @Test("'--no-hosts' leaves steps the image's own file, which they may write")
    func ownHosts() async throws {
        let dockerfile = """
            FROM base
            COPY <<END /etc/hosts
            203.0.113.9 own
            END
            RUN echo 203.0.113.10 more >>/etc/hosts
            """
        try await Workspace.building(dockerfile) { work in
            #expect(try await work.attempt().status == 1)
            try await work.build("--no-hosts", "-o", "type=tar,dest=out.tar")
            let text = try await shell("tar -xOf out.tar etc/hosts", in: work.directory)
            #expect(text == "203.0.113.9 own\n203.0.113.10 more")
            let both = try await work.attempt("--no-hosts", "--add-host", "db:192.0.2.7")
            #expect(both.status == 64 && both.error.contains("--no-hosts and --add-host exclude each other"))
        }
    }

    @Test("'--http-proxy' gives steps the machine's proxies, of which the image and the cache know nothing")
    func proxies() async throws {
        try await Workspace.building("FROM base\nRUN echo $http_proxy $HTTP_PROXY $no_proxy >/seen\n") { work in
            var work = work
            work.pith.environment = ["http_proxy": "http://proxy.example:3128", "NO_PROXY": "localhost"]
            try await work.build("--http-proxy=false")
            #expect(try await work.inside("cat /seen") == "")
            #expect(try await work.build("--http-proxy").error.contains(" CACHED\n"))
            try await work.build("--http-proxy", "--no-cache", "--build-arg", "no_proxy=all")
            #expect(
                try await work.inside("cat /seen") == "http://proxy.example:3128 http://proxy.example:3128 all")
            #expect(!(try await work.inspect(".")).contains("proxy.example:3128"))
        }
    }

    @Test("steps have the network of the build, unless they ask for another that is allowed")
    func networks() async throws {
        let dockerfile = """
            FROM base
            RUN ls /sys/class/net > /build
            RUN --network=none ls /sys/class/net > /none
            """
        try await Workspace.building(dockerfile) { work in
            try await work.build("--network", "none")
            #expect(try await work.inside("cat /build /none") == "lo\nlo")
            try work.write(Workspace.base + "FROM base\nRUN --network=host true\n", to: "context/Dockerfile")
            let refused = try await work.attempt("--network", "none")
            #expect(refused.status == 1)
            #expect(refused.error.contains("allow it with '--allow network.host'"))
            try await work.build("--network", "none", "--allow", "network.host")
        }
    }

    @Test("a privileged step must be allowed, and then may mount")
    func privileges() async throws {
        try await Workspace.building("FROM base\nRUN --security=insecure mkdir /m && mount -t tmpfs none /m\n") {
            work in
            #expect(try await work.attempt().status == 1)
            try await work.build("--allow", "security.insecure")
        }
    }

    @Test(
        "an option that makes no sense is refused",
        arguments: [
            ["--network", "bridged"], ["--allow", "all"], ["--add-host", "db"], ["--add-host", "db:zz"],
            ["--ulimit", "nofile"], ["--ulimit", "files=1"], ["--ulimit", "nofile=2:1"], ["--shm-size", "much"],
            ["--dns", "ns.example"], ["--dns", "192.0.2"], ["--dns-search", "a b"], ["--dns-option", ""],
            ["--ssh", "=x"], ["--secret", "id=a,src=b,env=c"], ["--cache-mount", "id=a"],
        ])
    func refusals(option: [String]) async throws {
        try await Workspace.building("FROM base\n") { work in
            let outcome = try await work.pith("build", option[0], option[1], "context")
            #expect(outcome.status == 64)
        }
    }

    @Test("options for looking names up are refused where they mean nothing")
    func nameLookupRefusals() async throws {
        try await Workspace.building("FROM base\n") { work in
            for (options, message) in [
                (["--network", "none", "--dns", "192.0.2.53"], "--dns can't be used with '--network none'"),
                (["--dns", "none", "--dns-search", "a.example"], "'--dns none' can't be used with other"),
                (["--dns", "none", "--dns", "192.0.2.53"], "'--dns none' can't be used with other"),
            ] {
                let outcome = try await work.pith.command(["build"] + options + ["context"]).run()
                #expect(outcome.status == 64 && outcome.error.contains(message))
            }
        }
    }
}
