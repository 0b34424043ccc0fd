/// Which system calls a process may make: `linux.seccomp` of the OCI runtime specification.
///
/// The effect is that of Docker's default profile. Calls that it refuses fail with EPERM; calls that nobody thought of
/// fail with ENOSYS, as on an older kernel, because the C library then falls back to another call. No architecture is
/// named, so only the machine's own is let in: each further one makes the runtime translate the whole table once more,
/// at several milliseconds for every process.
struct SeccompProfile: Encodable, Equatable {
    enum Action: String, Encodable {
        case allow = "SCMP_ACT_ALLOW"
        case fail = "SCMP_ACT_ERRNO"
    }

    enum Comparison: String, Encodable {
        case equal = "SCMP_CMP_EQ"
        case less = "SCMP_CMP_LT"
        /// The argument, masked with `value`, equals `valueTwo`.
        case maskedEqual = "SCMP_CMP_MASKED_EQ"
    }

    /// A condition on one argument, counted from 0.
    struct Argument: Encodable, Equatable {
        let index: Int
        let value: UInt64
        let valueTwo: UInt64
        let op: Comparison
    }

    struct Rule: Encodable, Equatable {
        let names: [String]
        let action: Action
        let errnoRet: UInt32?
        let args: [Argument]?
    }

    let defaultAction: Action
    let defaultErrnoRet: UInt32
    let syscalls: [Rule]

    /// The profile for a process with these capabilities, each of which lets in the calls that it is for.
    init(capabilities: Set<Capability>) {
        defaultAction = .fail
        defaultErrnoRet = Self.notImplemented
        let gated = Self.gatedCalls
        let granted = gated.filter { capabilities.contains($0.capability) }.flatMap(\.names)
        let refused = gated.filter { !capabilities.contains($0.capability) }.flatMap(\.names)
        syscalls =
            [
                Self.allow(Self.commonCalls + granted),
                Self.fail(Self.refusedCalls + refused.filter { !granted.contains($0) }),
            ] + Self.personalityRules + Self.socketRules
            + (capabilities.contains(.administer) ? [Self.allow(["clone", "clone3"])] : Self.cloneRules)
    }

    static let notPermitted: UInt32 = 1
    static let notImplemented: UInt32 = 38
}
