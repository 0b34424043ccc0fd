import Glibc

/// Who builds, and with which OCI runtime: a sandbox has to hold for each of them.
enum Builder: String, CaseIterable, CustomStringConvertible {
    case caller = "whoever runs the tests, with crun"
    case callerWithRunc = "whoever runs the tests, with runc"
    case ordinaryUser = "an ordinary user, with crun"
    case ordinaryUserWithRunc = "an ordinary user, with runc"

    var description: String { rawValue }

    var isWithRunc: Bool { self == .callerWithRunc || self == .ordinaryUserWithRunc }

    /// Those there can be: only root can make an ordinary user. Anybody else is one.
    static var available: [Builder] { getuid() == 0 ? allCases : [.caller, .callerWithRunc] }

    /// Gives `body` the workspace as this builder's.
    func using(_ work: Workspace, _ body: (Workspace) async throws -> Void) async throws {
        switch self {
        case .caller: try await body(work)
        case .callerWithRunc: try await body(Self.withRunc(work))
        case .ordinaryUser: try await work.asOrdinaryUser(body)
        case .ordinaryUserWithRunc: try await work.asOrdinaryUser { work in try await body(Self.withRunc(work)) }
        }
    }

    private static func withRunc(_ work: Workspace) -> Workspace {
        var work = work
        work.pith.environment["PITH_RUNTIME"] = "runc"
        return work
    }
}
