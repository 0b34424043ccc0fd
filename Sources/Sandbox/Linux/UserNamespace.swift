import CLinux
import Diagnostics
import Glibc

/// A user namespace in which an ordinary user is root.
enum UserNamespace {
    private enum Mapping {
        case ranges(users: IdentityMap, groups: IdentityMap)
        case single(reason: String)
    }

    /// Enters a new user namespace together with the other namespaces, and maps ids into it: the caller's ranges with
    /// the help of newuidmap(1) and newgidmap(1), or the caller's own id alone.
    static func enter(with namespaces: Int32) throws(BuildError) -> Isolation.Identities {
        let flags = namespaces | Int32(linux_new_user_namespace)
        let (user, group) = (geteuid(), getegid())
        switch mapping(user: user, group: group) {
        case .single(let reason):
            try unshare(flags)
            try mapSelf(user: user, group: group)
            return .single(reason: reason)
        case .ranges(let users, let groups):
            let mapper = try Mapper.start(users: users, groups: groups)
            try unshare(flags)
            switch mapper.finish() {
            case .mapped: return .ranges
            case .refused:
                try mapSelf(user: user, group: group)
                return .single(reason: "newuidmap can't map the ids of '/etc/subuid'")
            case .failed:
                throw BuildError(
                    .sandbox, "mapping group ids failed: newgidmap can't map the ids of '/etc/subgid'")
            }
        }
    }

    private static func unshare(_ flags: Int32) throws(BuildError) {
        guard linux_unshare(flags) == 0 else {
            throw .sandbox(
                "making a user namespace failed",
                help: "run as root, or allow it: sysctl user.max_user_namespaces=9999")
        }
    }

    private static func mapping(user: uid_t, group: gid_t) -> Mapping {
        guard ExecutableSearch.find("newuidmap") != nil, ExecutableSearch.find("newgidmap") != nil else {
            return .single(reason: "newuidmap and newgidmap are not installed")
        }
        let name = userName(user)
        func ranges(_ file: String) -> [SubordinateRange] {
            // The kernel takes 340 lines in a map.
            Array(SubordinateRange.parse(SmallFile.text(file) ?? "", user: name, id: user).prefix(339))
        }
        let (users, groups) = (ranges("/etc/subuid"), ranges("/etc/subgid"))
        guard !users.isEmpty, !groups.isEmpty else {
            return .single(reason: "'/etc/subuid' and '/etc/subgid' give the user no ids")
        }
        return .ranges(
            users: IdentityMap(own: user, subordinate: users), groups: IdentityMap(own: group, subordinate: groups))
    }

    private static func userName(_ user: uid_t) -> String? {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 16_384)
        guard getpwuid_r(user, &entry, &buffer, buffer.count, &found) == 0, found != nil else { return nil }
        return String(cString: entry.pw_name)
    }

    /// What anybody may write for himself, see user_namespaces(7): one id, and no supplementary groups.
    private static func mapSelf(user: uid_t, group: gid_t) throws(BuildError) {
        try SmallFile.write(Array("deny".utf8), to: "/proc/self/setgroups")
        try SmallFile.write(Array("0 \(user) 1".utf8), to: "/proc/self/uid_map")
        try SmallFile.write(Array("0 \(group) 1".utf8), to: "/proc/self/gid_map")
    }
}
