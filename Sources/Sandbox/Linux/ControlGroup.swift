import Diagnostics
import Glibc

/// The control group of one container: a directory in each tree of groups that one of its limits needs.
struct ControlGroup: Sendable {
    private var directories = [String]()
    /// The directory of each controller.
    private var places = [ResourceLimits.Controller: (directory: String, version: ResourceLimits.Version)]()

    /// Makes the group with its limits; nobody is in it yet.
    ///
    /// - Parameters:
    ///   - name: what it is called in each tree.
    ///   - groups: those of this process.
    ///   - root: a way to what `ControlGroups.root` names.
    /// - Throws: `sandbox` where a limit can't be enforced; then nothing is left.
    init(
        _ name: String, _ limits: ResourceLimits, in groups: ControlGroups, root: String, runtime: OCIRuntime.Kind
    ) throws(BuildError) {
        do throws(BuildError) {
            let controllers = limits.controllers
            for controller in controllers {
                guard let hierarchy = groups.hierarchy(of: controller) else {
                    throw Self.failure("no control groups are mounted on '\(ControlGroups.root)'")
                }
                // runc of version 2 leaves the group that it is started in.
                guard hierarchy.version == .one || runtime == .crun else {
                    throw Self.failure("runc goes by control groups of its own", help: "apt-get install crun")
                }
                let needed = controllers.filter { groups.hierarchy(of: $0) == hierarchy }
                let directory = try make(name, in: hierarchy, needed, root)
                places[controller] = (directory, hierarchy.version)
                if hierarchy.version == .one, controller == .cpuset { try Self.inheritProcessors(directory) }
                for setting in limits.settings(controller, hierarchy.version) { try Self.write(setting, directory) }
            }
        } catch {
            for directory in directories { rmdir(directory) }
            throw error
        }
    }

    /// The files that a process becomes a member by: it writes `0` to each.
    var memberFiles: [String] { directories.map { "\($0)/cgroup.procs" } }

    /// The limits that were reached so that the kernel ended or refused something, for people.
    var reachedLimits: [String] {
        var reached = [String]()
        if let (directory, version) = places[.memory] {
            let file = version == .one ? "memory.oom_control" : "memory.events"
            if Self.count("oom_kill", in: "\(directory)/\(file)") > 0 { reached.append("memory") }
        }
        if let (directory, _) = places[.pids], Self.count("max", in: "\(directory)/pids.events") > 0 {
            reached.append("processes")
        }
        return reached
    }

    /// Removes the group once its last process is gone.
    func remove() async {
        for directory in directories {
            for _ in 0..<200 {
                if rmdir(directory) == 0 || errno != EBUSY { break }
                try? await Task.sleep(for: .milliseconds(5))
            }
        }
    }
}

extension ControlGroup {
    private mutating func make(
        _ name: String, in hierarchy: ControlGroups.Hierarchy, _ controllers: [ResourceLimits.Controller],
        _ root: String
    ) throws(BuildError) -> String {
        let parents = hierarchy.version == .one ? [hierarchy.directory] : hierarchy.directoriesUpwards
        var failure: BuildError?
        for parent in parents {
            let (shown, parent) = (parent, ControlGroups.path(parent, root: root))
            let directory = "\(parent)/\(name)"
            if directories.contains(directory) { return directory }
            do throws(BuildError) {
                if hierarchy.version == .two { try Self.enable(controllers, in: parent, shown) }
                guard mkdir(directory, 0o755) == 0 else { throw Self.failure("making a group in '\(shown)'", errno) }
                directories.append(directory)
                return directory
            } catch {
                failure = failure ?? error
            }
        }
        throw failure ?? Self.failure("there is no group to make one in")
    }

    /// Lets the groups in a group of version 2 have controllers. The kernel refuses that where a process is in the group
    /// itself, and then one above has to do.
    private static func enable(
        _ controllers: [ResourceLimits.Controller], in parent: String, _ shown: String
    ) throws(BuildError) {
        let enabled = Set(
            (SmallFile.text("\(parent)/cgroup.subtree_control") ?? "").split(whereSeparator: \.isWhitespace))
        for controller in controllers where !enabled.contains(controller.rawValue[...]) {
            guard SmallFile.rewrite("+\(controller.rawValue)", "\(parent)/cgroup.subtree_control") else {
                throw failure("enabling '\(controller.rawValue)' in '\(shown)'", errno)
            }
        }
        // Who moves from one group to another must be allowed to in what is above both.
        guard access("\(parent)/cgroup.procs", W_OK) == 0 else {
            throw failure("moving a process into a group in '\(shown)'", errno)
        }
    }

    /// A group of version 1 begins without a processor and without memory, and lets nobody in.
    private static func inheritProcessors(_ directory: String) throws(BuildError) {
        for file in ["cpuset.cpus", "cpuset.mems"] {
            let value = SmallFile.text("\(directory)/../\(file)")?.filter { !$0.isWhitespace } ?? ""
            try write(ResourceLimits.Setting(file: file, value: value), directory)
        }
    }

    private static func write(_ setting: ResourceLimits.Setting, _ directory: String) throws(BuildError) {
        if SmallFile.rewrite(setting.value, "\(directory)/\(setting.file)") { return }
        let error = errno
        if setting.isOptional, error == ENOENT { return }
        throw failure("writing '\(setting.value)' to '\(setting.file)'", error)
    }

    private static func count(_ name: String, in file: String) -> Int {
        let lines = (SmallFile.text(file) ?? "").split(separator: "\n").map { $0.split(separator: " ") }
        return lines.first { $0.count == 2 && $0[0] == name }.flatMap { Int($0[1]) } ?? 0
    }

    private static func failure(_ what: String, _ error: Int32) -> BuildError {
        let help =
            [EACCES, EPERM, EROFS].contains(error)
            ? "run as root, or where systemd gives users control groups: systemd-run --user --scope pith ..." : nil
        return failure("\(what) failed: \(String(cString: strerror(error)).lowercased())", help: help)
    }

    private static func failure(_ why: String, help: String? = nil) -> BuildError {
        BuildError(.sandbox, "a limit can't be enforced: \(why)", help: help)
    }
}
