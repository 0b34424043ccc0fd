import Glibc
import Synchronization
import SystemPackage

extension Workspace {
    /// Makes an ordinary user for the time of `body`, which gets the workspace as this user's: all of it belongs to the
    /// user, with a copy of the program, and the program runs as the user with a state of its own. Needs root.
    func asOrdinaryUser(_ body: (Workspace) async throws -> Void) async throws {
        let name = "pith-test-\(getpid())-\(Self.userCount.add(1, ordering: .relaxed).newValue)"
        try await shell("install -m 755 \"$1\" \"$2\"", pith.program, path("pith"))
        try await shell("\(Self.alone) useradd --home-dir \"$1\" \"$2\"", directory.string, name)
        try await shell("chown -R \"$2:\" \"$1\"", directory.string, name)
        var user = self
        user.pith = Pith(root: directory.appending("user-root"), directory: directory)
        user.pith.program = path("pith")
        user.pith.wrapper = ["setpriv", "--reuid", name, "--regid", name, "--init-groups"]
        user.pith.environment["HOME"] = directory.string
        let result: Result<Void, any Error>
        do { result = .success(try await body(user)) } catch { result = .failure(error) }
        try await shell("\(Self.alone) userdel \"$1\"", name)
        try result.get()
    }

    private static let userCount = Atomic(0)

    /// Waits for those who make or remove users at the same time: the programs themselves soon give up.
    private static let alone = "flock /run/lock/pith-test-users"
}
