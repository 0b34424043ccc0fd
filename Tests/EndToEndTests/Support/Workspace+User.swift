import Glibc
import SystemPackage

extension Workspace {
    /// Makes an ordinary user for the time of `body`, which gets the workspace as this user's: all of it belongs to the
    /// user, with a copy of the program, and the program runs as the user with a state of its own. Needs root.
    func asOrdinaryUser(_ body: (Workspace) async throws -> Void) async throws {
        let name = "pith-test-\(getpid())"
        try await shell("install -m 755 \"$1\" \"$2\"", pith.program, path("pith"))
        try await shell("useradd --home-dir \"$1\" \"$2\" && chown -R \"$2:\" \"$1\"", directory.string, name)
        var user = self
        user.pith = Pith(root: directory.appending("user-root"), directory: directory)
        user.pith.program = path("pith")
        user.pith.wrapper = ["setpriv", "--reuid", name, "--regid", name, "--init-groups"]
        user.pith.environment["HOME"] = directory.string
        let result: Result<Void, any Error>
        do { result = .success(try await body(user)) } catch { result = .failure(error) }
        try await shell("userdel \"$1\"", name)
        try result.get()
    }
}
