import Testing

@testable import Sandbox

@Suite struct NameResolutionTests {
    private let hostEntries = """
        # the host's own
        127.0.0.1 localhost

          10.0.0.7 registry.example
        """

    @Test("on the host's network its resolver file and its entries are kept, comments left out")
    func hostNetwork() {
        let names = NameResolution(
            hostname: "step", network: .host, hostResolver: "nameserver 127.0.0.53\n", hostEntries: hostEntries)
        #expect(names.resolver == "nameserver 127.0.0.53\n")
        #expect(
            names.hosts == """
                127.0.0.1\tlocalhost
                ::1\tlocalhost ip6-localhost ip6-loopback
                127.0.0.1\tstep
                127.0.0.1 localhost
                  10.0.0.7 registry.example

                """)
    }

    @Test("names that were added stand before the host's")
    func added() {
        let names = NameResolution(
            hostname: "step", network: .host, hosts: [HostAddress(name: "db", address: "192.0.2.7")], hostResolver: "",
            hostEntries: hostEntries)
        #expect(names.hosts.contains("127.0.0.1\tstep\n192.0.2.7\tdb\n127.0.0.1 localhost\n"))
    }

    @Test("in a private network a server of its own takes the place of those that can't be reached")
    func privateNetwork() {
        func resolver(_ text: String, _ names: SandboxNames = .ofHost) -> String? {
            NameResolution(
                hostname: "step", network: .private, names: names, hostResolver: text, hostEntries: hostEntries
            ).resolver
        }
        #expect(resolver("nameserver 127.0.0.53\noptions edns0\n") == "nameserver 10.0.2.3\noptions edns0\n")
        #expect(resolver("") == "nameserver 10.0.2.3\n")
        let some = "search a.example\nnameserver ::1\nnameserver 192.0.2.1\n"
        #expect(resolver(some) == "search a.example\nnameserver 192.0.2.1\n")
        let given = SandboxNames.changed(servers: ["192.0.2.9"], domains: [], options: [])
        #expect(resolver("nameserver 127.0.0.53\n", given) == "nameserver 192.0.2.9\n")
    }

    @Test("without a network only the process's own names are known")
    func noNetwork() {
        let names = NameResolution(hostname: "step", network: .none, hostResolver: "", hostEntries: hostEntries)
        #expect(!names.hosts.contains("registry.example"))
        #expect(names.hosts.contains("127.0.0.1\tstep\n"))
    }

    private func resolver(_ names: SandboxNames) -> String? {
        NameResolution(
            hostname: "step", network: .host, names: names,
            hostResolver: "# the host's\nnameserver 127.0.0.53\nsearch example.org\noptions edns0 trust-ad\n",
            hostEntries: ""
        ).resolver
    }

    @Test("each kind of line that is given takes the place of the host's, and the others stay")
    func changed() {
        #expect(
            resolver(.changed(servers: ["192.0.2.53", "2001:db8::53"], domains: [], options: []))
                == "nameserver 192.0.2.53\nnameserver 2001:db8::53\n# the host's\nsearch example.org\noptions edns0 trust-ad\n"
        )
        #expect(
            resolver(.changed(servers: [], domains: ["a.example", "b.example"], options: ["ndots:2", "timeout:1"]))
                == "search a.example b.example\noptions ndots:2 timeout:1\n# the host's\nnameserver 127.0.0.53\n")
    }

    @Test("the domain '.' is none, and the image's own file is left alone")
    func special() {
        #expect(
            resolver(.changed(servers: [], domains: ["."], options: []))
                == "# the host's\nnameserver 127.0.0.53\noptions edns0 trust-ad\n")
        #expect(resolver(.ofRoot) == nil)
    }
}
