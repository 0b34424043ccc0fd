import Glibc

/// The control groups of this process (cgroups(7)), in whose directories those of containers are made.
struct ControlGroups {
    /// How the names of our containers start. The rest is random: the names are the machine's, not one process's.
    static let namePrefix = "pith-"

    /// Where the machine shows them.
    static let root = "/sys/fs/cgroup"

    /// One tree of control groups, with this process's place in it.
    struct Hierarchy: Hashable {
        let version: ResourceLimits.Version
        /// Of version 1; those of version 2 are in files of the group.
        let controllers: Set<Substring>
        /// Where the tree is shown, and what the path of this process's group is below: `/`, or `/a/b`.
        let mountpoint: String
        let group: String

        /// This process's group.
        var directory: String { group == "/" ? mountpoint : mountpoint + group }
    }

    let hierarchies: [Hierarchy]

    /// - Parameters:
    ///   - groups: the text of `/proc/PID/cgroup`.
    ///   - mounts: the text of `/proc/PID/mountinfo` (proc(5)).
    init(groups: String, mounts: String) {
        let places = mounts.split(separator: "\n").compactMap(Mount.init)
        hierarchies = groups.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3, fields[2].hasPrefix("/") else { return nil }
            let controllers = fields[1].split(separator: ",")
            let place = places.last { $0.holds(controllers) }
            guard let place, let group = place.path(of: fields[2]) else { return nil }
            return Hierarchy(
                version: controllers.isEmpty ? .two : .one, controllers: Set(controllers),
                mountpoint: place.mountpoint, group: group)
        }
    }

    static var ofThisProcess: ControlGroups {
        ControlGroups(
            groups: SmallFile.text("/proc/self/cgroup") ?? "", mounts: SmallFile.text("/proc/self/mountinfo") ?? "")
    }

    /// Where a controller is: in a tree of version 1 that has it, else in that of version 2.
    func hierarchy(of controller: ResourceLimits.Controller) -> Hierarchy? {
        hierarchies.first { $0.controllers.contains(controller.rawValue[...]) }
            ?? hierarchies.first { $0.version == .two }
    }

    /// Removes what a killed run left behind. The kernel refuses where a process is inside, and young groups are left
    /// alone, because their process may be about to enter.
    ///
    /// - Parameter root: another way to what `ControlGroups.root` names.
    func removeAbandoned(root: String = ControlGroups.root) {
        for hierarchy in hierarchies {
            // Those of version 2 may be in a group above.
            let above = hierarchy.version == .one ? [hierarchy.directory] : hierarchy.directoriesUpwards
            for directory in above { Self.removeOld(in: Self.path(directory, root: root)) }
        }
    }

    /// A path below `ControlGroups.root` by another way.
    static func path(_ path: String, root: String) -> String {
        path.hasPrefix(Self.root) ? root + path.dropFirst(Self.root.count) : path
    }

    private static func removeOld(in directory: String) {
        guard let stream = opendir(directory) else { return }
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            var status = stat()
            guard name.hasPrefix(namePrefix), fstatat(dirfd(stream), name, &status, AT_SYMLINK_NOFOLLOW) == 0,
                status.st_mtim.tv_sec < time(nil) - 60
            else { continue }
            // runc makes a group of its own in ours, by the same name.
            unlinkat(dirfd(stream), "\(name)/\(name)", AT_REMOVEDIR)
            unlinkat(dirfd(stream), name, AT_REMOVEDIR)
        }
    }
}

extension ControlGroups.Hierarchy {
    /// The group's directory, and those above it up to the tree's.
    var directoriesUpwards: [String] {
        var directories = [directory]
        while let last = directories.last, last != mountpoint, let slash = last.lastIndex(of: "/") {
            directories.append(String(last[..<slash]))
        }
        return directories
    }
}

/// A line of `/proc/PID/mountinfo` that shows control groups.
private struct Mount {
    /// Which group the mountpoint shows.
    let root: Substring
    let mountpoint: String
    /// Nil for version 2.
    let controllers: Set<Substring>?

    init?(_ line: Substring) {
        let fields = line.split(separator: " ")
        guard let end = fields.firstIndex(of: "-"), end >= 6, fields.count > end + 3 else { return nil }
        root = fields[3]
        mountpoint = String(fields[4])
        switch fields[end + 1] {
        case "cgroup": controllers = Set(fields[end + 3].split(separator: ","))
        case "cgroup2": controllers = nil
        default: return nil
        }
    }

    func holds(_ wanted: [Substring]) -> Bool {
        guard let controllers else { return wanted.isEmpty }
        return !wanted.isEmpty && wanted.allSatisfy { controllers.contains($0) }
    }

    /// The path of a group below the mountpoint; nil if it is not shown.
    func path(of group: Substring) -> String? {
        guard !group.hasPrefix("/..") else { return nil }
        if root == "/" || group == "/" { return String(group) }
        guard group == root || group.hasPrefix(root + "/") else { return nil }
        return group == root ? "/" : String(group.dropFirst(root.count))
    }
}
