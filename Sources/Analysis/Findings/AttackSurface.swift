/// What in an image serves an intruder rather than the application.
package struct AttackSurface: Hashable, Sendable {
    /// Paths of shells, from the root.
    package let shells: [String]
    /// Paths of programs that install software for the system.
    package let packageManagers: [String]
    /// Paths of files that run with their owner's or group's rights.
    package let setuid: [String]

    private static let shellNames: Set<String> = [
        "ash", "bash", "busybox", "csh", "dash", "fish", "hush", "ksh", "ksh93", "mksh", "posh", "rbash", "sh", "tcsh",
        "yash", "zsh",
    ]
    private static let packageManagerNames: Set<String> = [
        "apk", "apt", "apt-get", "aptitude", "dnf", "dnf5", "dpkg", "emerge", "microdnf", "nix-env", "opkg", "pacman",
        "rpm", "tdnf", "urpmi", "xbps-install", "yum", "zypper",
    ]
    /// Names of the directories that programs are found in; distroless debug images have theirs in `/busybox`.
    private static let programDirectories: Set<String> = ["bin", "sbin", "busybox"]

    /// - Parameter view: what the image shows once its layers are merged.
    package init(_ view: FileView, _ paths: PathTable) {
        var shells = [String]()
        var packageManagers = [String]()
        var setuid = [String]()
        for file in view.all.map(\.entry) where file.isProgram {
            let path = paths.text(of: file.path)
            if file.kind != .symbolicLink, file.mode & 0o6000 != 0 { setuid.append(path) }
            let parts = path.split(separator: "/").suffix(2).map(String.init)
            guard parts.count == 2, AttackSurface.programDirectories.contains(parts[0]) else { continue }
            if AttackSurface.shellNames.contains(parts[1]) { shells.append(path) }
            if AttackSurface.packageManagerNames.contains(parts[1]) { packageManagers.append(path) }
        }
        self.shells = shells.sorted()
        self.packageManagers = packageManagers.sorted()
        self.setuid = setuid.sorted()
    }
}
