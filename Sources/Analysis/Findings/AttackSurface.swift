/// What in an image serves an intruder rather than the application.
package struct AttackSurface: Hashable, Sendable {
    /// Paths of shells, from the root.
    package let shells: [String]
    /// Paths of programs that install software for the system.
    package let packageManagers: [String]
    /// Paths of programs that install software for one language: pip, npm and the like.
    package let languagePackageManagers: [String]
    /// Paths of files that run with their owner's or group's rights.
    package let setuid: [String]

    private static let shellNames: Set<String> = [
        "ash", "bash", "bash-static", "busybox", "busybox.static", "csh", "dash", "elvish", "fish", "hush", "ksh",
        "ksh93",
        "lksh", "mksh", "mksh-static", "nu", "oksh", "posh", "pwsh", "rbash", "rksh", "rzsh", "sash", "sh", "static-sh",
        "tcsh", "toybox", "xonsh", "yash", "zsh", "zsh-static", "zsh5",
    ]
    private static let packageManagerNames: Set<String> = [
        "apk", "apt", "apt-get", "aptitude", "brew", "dnf", "dnf5", "dpkg", "emerge", "eopkg", "flatpak", "guix",
        "installpkg", "ipkg", "microdnf", "nix", "nix-env", "opkg", "pacman", "pkgin", "rpm", "rpm-ostree", "slackpkg",
        "snap", "swupd", "tdnf", "urpmi", "xbps-install", "yum", "zypper",
    ]
    private static let languagePackageManagerNames: Set<String> = [
        "bundle", "bundler", "cargo", "composer", "conda", "corepack", "cpan", "cpanm", "easy_install", "gem",
        "luarocks",
        "mamba", "micromamba", "npm", "npx", "pip", "pipenv", "pipx", "pnpm", "poetry", "uv", "yarn", "yarnpkg",
    ]
    /// Names of the directories that programs are found in; distroless debug images have theirs in `/busybox`.
    private static let programDirectories: Set<String> = ["bin", "sbin", "busybox"]

    /// - Parameter view: what the image shows once its layers are merged.
    package init(_ view: FileView, _ paths: PathTable) {
        var shells = [String]()
        var packageManagers = [String]()
        var languagePackageManagers = [String]()
        var setuid = [String]()
        for file in view.all.map(\.entry) where file.isProgram {
            let path = paths.text(of: file.path)
            if file.kind != .symbolicLink, file.mode & 0o6000 != 0 { setuid.append(path) }
            let parts = path.split(separator: "/").suffix(2).map(String.init)
            guard parts.count == 2, AttackSurface.programDirectories.contains(parts[0]) else { continue }
            if AttackSurface.shellNames.contains(parts[1]) { shells.append(path) }
            if AttackSurface.packageManagerNames.contains(parts[1]) { packageManagers.append(path) }
            // `pip3.11`, `gem3.1`
            let plain = parts[1].reversed().drop { $0.isNumber || $0 == "." }.reversed()
            if AttackSurface.languagePackageManagerNames.contains(String(plain)) {
                languagePackageManagers.append(path)
            }
        }
        self.shells = shells.sorted()
        self.packageManagers = packageManagers.sorted()
        self.languagePackageManagers = languagePackageManagers.sorted()
        self.setuid = setuid.sorted()
    }
}
