import Glibc
import Subprocess
import Testing

/// `--network private` and `none`, in a network that stands for the host's: servers on one address and on the loopback
/// interface. Each gives an answer to whoever connects.
@Suite(.serialized, .enabled(if: getuid() == 0, "makes a network, which needs root")) struct NetworkTests {
    static let builders: [Builder] = [.caller, .ordinaryUser]
    static let programs = ["pasta", "slirp4netns"]
    static let cases = builders.flatMap { builder in programs.map { (builder, $0) } }

    private static let servers = """
        import os, socket, sys, threading
        def serve(family, address, answer):
            listener = socket.socket(family)
            listener.bind(address)
            listener.listen()
            def answers():
                while True:
                    connection = listener.accept()[0]
                    connection.recv(4096)
                    connection.sendall(answer)
                    connection.close()
            threading.Thread(target=answers, daemon=True).start()
        serve(socket.AF_INET, ("198.51.100.1", 8080), b"from outside\\n")
        serve(socket.AF_INET, ("127.0.0.1", 8081), b"from the loopback\\n")
        serve(socket.AF_UNIX, "\\0pith-test-1", b"from a socket\\n")
        names = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        names.bind(("127.0.0.53", 53))
        open("ready", "w").close()
        while True:
            question, who = names.recvfrom(512)
            head = question[:2] + bytes([0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0])
            name = question[12:question.index(0, 12) + 5]
            answer = bytes([0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 77])
            names.sendto(head + name + answer, who)
        """

    /// The workspace's program in that network. The device that both programs need can be opened by everybody, as on most
    /// machines; of the programs only one is there, or none.
    private func onNetwork(_ work: Workspace, with program: String?) throws -> Workspace {
        try work.write(Self.servers, to: "servers.py")
        let script = """
            ip link add outside type bridge
            ip address add 198.51.100.1/24 dev outside
            ip link set outside up
            ip link set lo up
            ip route add default via 198.51.100.2 dev outside
            rm -f tun ready
            mknod -m 666 tun c 10 200
            mount --bind tun /dev/net/tun
            echo 'nameserver 127.0.0.53' >resolver
            mount --bind resolver /etc/resolv.conf
            for name in \(Self.programs.filter { $0 != program }.joined(separator: " ")); do
                mount --bind /dev/null "$(command -v "$name")"
            done
            python3 servers.py &
            trap "kill $!" EXIT
            until [ -e ready ]; do sleep 0.02; done
            "$@"
            """
        var work = work
        work.pith.wrapper = ["unshare", "--net", "--mount", "bash", "-euc", script, "bash"] + work.pith.wrapper
        return work
    }

    private func compile(_ work: Workspace) async throws {
        try await shell("gcc -O1 -static -o escape \"$1\"", EscapeReport.escapeSource, in: work.context)
    }

    @Test(
        "a private network reaches the outside and the host's name server, and not the host's loopback",
        arguments: cases)
    func privateNetwork(_ builder: Builder, _ program: String) async throws {
        let dockerfile = """
            FROM base
            COPY escape /escape
            RUN /escape ask 198.51.100.1 8080 >/outside
            RUN nslookup -type=a any.example | grep -c 'Address: 192.0.2.77' >/name
            RUN for address in 127.0.0.1 10.0.2.2 10.0.2.3; do /escape ask $address 8081; done >/loopback; true
            """
        try await Workspace.building(dockerfile) { work in
            try await compile(work)
            try await builder.using(work) { work in
                let networked = try onNetwork(work, with: program)
                try await networked.build("--network", "private")
                #expect(try await work.inside("cat /outside /name /loopback") == "from outside\n1")
                let ran = try await networked.pith.command([
                    "run", "--network", "private", "app", "/escape", "ask", "198.51.100.1", "8080",
                ]).succeed()
                #expect(ran.output == "from outside\n")
                #expect(try await leftFiles(of: work) == "")
            }
            #expect(try await leftProcesses(of: work) == "")
        }
    }

    @Test("a step's network ends with it, killed or not", arguments: programs)
    func end(_ program: String) async throws {
        try await Workspace.building("FROM base\nRUN sleep 9966441\n") { work in
            let build = try onNetwork(work, with: program).pith.command([
                "build", "--network", "private", "--step-timeout", "2s", "context",
            ])
            #expect(try await build.run().error.contains("its time limit"))
            #expect(try await leftProcesses(of: work) == "")
            let outcome = try await build.run(sending: .kill) {
                try await shell("pgrep -cxf 'sleep 9966441' || true") == "1"
            }
            #expect(outcome.status == 137)
        }
    }

    @Test("without a program that serves private networks there is none, and the error says what to install")
    func missing() async throws {
        try await Workspace.building("FROM base\nRUN true\n") { work in
            let outcome = try await onNetwork(work, with: nil).attempt("--network", "private")
            #expect(outcome.status == 1)
            #expect(
                outcome.error.contains(
                    "error: a private network can't be made: neither pasta nor slirp4netns is in PATH"))
            #expect(outcome.error.contains("help: apt-get install passt (or slirp4netns)"))
            // The host's name would be that of the step itself.
            let gateway = try await work.attempt("--network", "private", "--add-host", "host:host-gateway")
            #expect(gateway.status == 64)
        }
    }

    @Test(
        "sockets of the host that have no file are reached on its network only", arguments: ["host", "none", "private"])
    func abstractSockets(_ network: String) async throws {
        try await Workspace.building("FROM base\nCOPY escape /escape\nRUN /escape socket 1\n") { work in
            try await compile(work)
            let outcome = try await onNetwork(work, with: "pasta").attempt("--network", network)
            #expect(outcome.error.contains("tried socket: \(network == "host" ? "done" : "ECONNREFUSED")\n"))
        }
    }

    @Test("no network really is none, and a Dockerfile gets the host's in no other build", arguments: builders)
    func none(_ builder: Builder) async throws {
        let dockerfile = """
            FROM base
            RUN --network=none ip -o address | awk '{ print $2, $4 }' | grep -v : >/addresses
            COPY escape /escape
            RUN --network=none ! /escape ask 198.51.100.1 8080 && ! /escape ask 127.0.0.1 8081
            """
        try await Workspace.building(dockerfile) { work in
            try await compile(work)
            try await builder.using(work) { work in
                let networked = try onNetwork(work, with: "pasta")
                try await networked.build()
                #expect(try await work.inside("cat /addresses") == "lo 127.0.0.1/8")
                try work.write(Workspace.base + "FROM base\nRUN --network=host true\n", to: "context/Dockerfile")
                let refused = try await networked.attempt("--network", "private")
                #expect(refused.error.contains("allow it with '--allow network.host'"))
                try await networked.build("--network", "private", "--allow", "network.host")
            }
        }
    }
}
