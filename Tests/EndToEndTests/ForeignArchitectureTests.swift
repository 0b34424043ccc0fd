import SystemPackage
import Testing

/// RUN steps for a processor that is not this machine's. An ordinary user sees the error, unless the machine itself has an
/// emulator: only root may make the namespace that has one.
@Suite(.serialized) struct ForeignArchitectureTests {
    /// An architecture that composed images are there for, and what QEMU and `uname -m` call it.
    private struct Foreign {
        let name: String
        let machine: String
        /// `e_machine`, as the low byte of its number.
        let number: String

        static let arm64 = Foreign(name: "arm64", machine: "aarch64", number: "b7")
        static let amd64 = Foreign(name: "amd64", machine: "x86_64", number: "3e")
    }

    /// What there is to execute the programs with.
    private enum Emulation {
        /// The machine's own.
        case registered
        /// Of a namespace that this command makes.
        case inNamespace([String])
        case none
    }

    private func foreign() async throws -> Foreign {
        try await shell("uname -m") == "aarch64" ? .amd64 : .arm64
    }

    /// Since Linux 6.7 a user namespace may have emulators of its own. The namespace has many ids, so that images with
    /// several owners can be unpacked in it.
    private func namespace(_ foreign: Foreign) -> [String] {
        let script = #"""
            machine=$1 number=$2 directory=$PWD; shift 2
            unshare --user --mount sleep infinity &
            holder=$!
            trap 'kill "$holder"' EXIT
            until [ "$(readlink "/proc/$holder/ns/user")" != "$(readlink /proc/self/ns/user)" ]; do sleep 0.01; done
            for map in uid_map gid_map; do echo '0 0 100000' >"/proc/$holder/$map"; done
            register='
                set -eu
                machine=$1 number=$2; shift 2
                mount -t binfmt_misc none /proc/sys/fs/binfmt_misc
                header="\\x7fELF\\x02\\x01\\x01\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x02\\x00\\x$number\\x00"
                mask="\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\x00\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xfe\\xff\\xff\\xff"
                printf %s ":pith-test:M::$header:$mask:$(command -v "qemu-$machine-static"):F" \
                    >/proc/sys/fs/binfmt_misc/register
                exec "$@"'
            nsenter --target "$holder" --user --mount --wd="$directory" bash -c "$register" bash "$machine" "$number" "$@"
            """#
        return ["bash", "-euc", script, "bash", foreign.machine, foreign.number]
    }

    private func emulation(_ foreign: Foreign) async throws -> Emulation {
        let known = "grep -lsE 'interpreter .*qemu-\(foreign.machine)' /proc/sys/fs/binfmt_misc/* || true"
        if try await shell(known) != "" { return .registered }
        let command = namespace(foreign)
        return try await Command(arguments: command + ["true"]).run().status == 0 ? .inNamespace(command) : .none
    }

    private func build(_ work: Workspace, _ foreign: Foreign) async throws -> Outcome {
        try await work.pith(
            "build", "--platform", "linux/\(foreign.name)", "--build-context", "base=compose://static-debian13:debug",
            "-t",
            "app", "-o", "type=oci,dest=app.tar", "--load", "context")
    }

    /// Builds where nothing executes the programs.
    private func buildInVain(_ work: Workspace, _ foreign: Foreign) async throws {
        let outcome = try await build(work, foreign)
        #expect(outcome.status == 1)
        #expect(outcome.error.contains("Dockerfile:3:1: error: RUN can't start: '/busybox/sh' is for \(foreign.name)"))
        #expect(outcome.error.contains("qemu-user-static"))
    }

    @Test("a RUN step for another processor runs where the machine has an emulator, and says what is missing elsewhere")
    func emulated() async throws {
        let foreign = try await foreign()
        let dockerfile = """
            FROM base
            SHELL ["/busybox/sh", "-c"]
            RUN uname -m >/machine
            RUN ["/busybox/sh", "-c", "id -u >/user"]

            """
        try await Workspace.with(["Dockerfile": dockerfile]) { work in
            var work = work
            switch try await emulation(foreign) {
            case .registered: break
            case .inNamespace(let command):
                try await buildInVain(work.elsewhere(), foreign)
                work.pith.wrapper = command
            case .none: return try await buildInVain(work, foreign)
            }
            let outcome = try await build(work, foreign)
            #expect(outcome.status == 0, "\(outcome.error)")
            let inspection = try await work.pith.succeed("inspect", "app")
            #expect(try await jq(".[0].Architecture", inspection) == foreign.name)
            let script = """
                skopeo copy -q --override-arch "$1" oci-archive:app.tar oci:layout:app
                umoci unpack --rootless --image layout:app bundle >/dev/null
                skopeo inspect --override-arch "$1" --config oci:layout:app | jq -r .architecture
                cat bundle/rootfs/machine bundle/rootfs/user
                """
            let found = try await shell(script, foreign.name, in: work.directory)
            #expect(found == "\(foreign.name)\n\(foreign.machine)\n0")
            // In a container too.
            let machine = try await work.pith.succeed("run", "--rm", "app", "-c", "uname -m")
            #expect(machine == foreign.machine)
        }
    }
}
