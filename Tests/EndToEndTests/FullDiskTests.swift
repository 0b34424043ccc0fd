import Glibc
import Testing

@Suite(.serialized, .enabled(if: getuid() == 0, "mounts a small file system, which needs root"))
struct FullDiskTests {
    /// What fills the disk: Pith itself, or a step, which says so in its own words.
    static let dockerfiles = [
        ("FROM scratch\nCOPY large /large\n", "[disk-full]"),
        (Workspace.base + "FROM base\nRUN head -c 30000000 /dev/zero > /large\n", "[step-failed]"),
    ]

    @Test("a full disk is one clear error, and leaves no image and no half of one", arguments: dockerfiles)
    func fullDisk(dockerfile: String, code: String) async throws {
        try await Workspace.with(["Dockerfile": dockerfile]) { work in
            try await shell("head -c 30000000 /dev/urandom > large", in: work.context)
            let outcome = try await onSmallDisk(work).attempt()
            #expect(outcome.status == 1)
            #expect(outcome.output == "")
            #expect(outcome.error.contains(code), "\(outcome.error)")
        }
    }

    @Test("an archive that does not fit is one clear error, and leaves no image and no half of one")
    func load() async throws {
        try await Workspace.with(["Dockerfile": "FROM scratch\nCOPY large /large\n"]) { work in
            try await shell("head -c 30000000 /dev/urandom > large", in: work.context)
            try await work.elsewhere().build("-o", "type=oci,dest=app.tar")
            let outcome = try await onSmallDisk(work).pith("load", "-i", "app.tar")
            #expect(outcome.status == 1 && outcome.output == "")
            #expect(outcome.error.contains("[disk-full]"), "\(outcome.error)")
        }
    }

    /// The same workspace with its store on a small disk, which is in the mount namespace of one shell. That runs a command,
    /// and then shows what is left: nothing.
    private func onSmallDisk(_ work: Workspace) async throws -> Workspace {
        try await shell("truncate -s 24M disk && mkfs.ext4 -q disk && mkdir root", in: work.directory)
        let script = """
            mount -o loop disk root
            status=0
            "$@" || status=$?
            "$1" images -q
            (cd root && find work run leases -mindepth 1)
            [ "$(df --output=pcent root | tail -n 1 | tr -d ' %')" -lt 50 ] || echo "the disk is still full"
            exit "$status"
            """
        var work = work
        work.pith.wrapper = ["unshare", "--mount", "bash", "-euo", "pipefail", "-c", script, "bash"]
        return work
    }
}
