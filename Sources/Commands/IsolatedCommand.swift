import Diagnostics
import Glibc
import Sandbox
import Store

/// Runs a verb in namespaces of its own, with the store open: verbs that mount, run steps or read files that belong to
/// other users of a user namespace.
enum IsolatedCommand {
    /// Goes on in the namespaces; `body` gives the exit status.
    ///
    /// - Parameter isRun: whether the verb is `run`, whose own failures end with 125.
    static func run(
        _ session: Session, isRun: Bool = false, _ body: @escaping @Sendable (ImageStore) async throws -> Int32
    ) throws -> Never {
        try enter(session, isRun: isRun) { directory, idMap in
            let store = try ImageStore(at: directory, idMap: idMap)
            defer { store.close() }
            return try await body(store)
        }
    }

    /// As `run`, for a verb that opens the store itself: in its directory, with the user IDs as they are mapped.
    static func enter(
        _ session: Session, isRun: Bool = false,
        _ body: @escaping @Sendable (StoreDirectory, _ idMap: String) async throws -> Int32
    ) throws -> Never {
        let directory = try session.storeDirectory()
        raiseFileLimit()
        try Isolation.enter {
            do {
                return try await body(directory, try IdentityMapFile.read())
            } catch {
                return EntryPoint.report(interruption ?? error, isRun: isRun && interruption == nil)
            }
        }
    }

    /// Trees are walked with a descriptor for each level and each layer.
    private static func raiseFileLimit() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }

    /// What to say in place of any error once a signal has asked to stop.
    private static var interruption: BuildError? {
        switch Isolation.interruption {
        case nil: nil
        case .interrupted: BuildError(.interrupted, "interrupted")
        default: BuildError(.terminated, "terminated")
        }
    }
}

/// How user IDs are mapped where this process runs.
private enum IdentityMapFile {
    static func read() throws(BuildError) -> String {
        String(decoding: try TextFile.read("/proc/self/uid_map"), as: UTF8.self)
    }
}
