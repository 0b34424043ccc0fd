/// What a command installs with a package manager.
struct PackageInstallation {
    /// The program: `apt-get`.
    let manager: String
    let packages: [String]

    /// What installs, of each package manager.
    private static let verbs: [String: Set<String>] = [
        "apt-get": ["install", "upgrade", "dist-upgrade", "build-dep"],
        "apt": ["install", "upgrade", "full-upgrade", "build-dep"],
        "aptitude": ["install", "upgrade", "full-upgrade"], "apk": ["add", "upgrade"],
        "dnf": ["install", "upgrade", "update", "groupinstall"],
        "yum": ["install", "upgrade", "update", "groupinstall"],
        "microdnf": ["install", "upgrade", "update"], "tdnf": ["install", "upgrade", "update"],
        "zypper": ["install", "in", "update", "up"], "pacman": ["-S", "-Sy", "-Syu", "-Su"],
        "pip": ["install"], "pip3": ["install"], "npm": ["install", "i", "ci"], "pnpm": ["install", "i", "add"],
        "yarn": ["install", "add"], "gem": ["install"], "bundle": ["install"], "composer": ["install", "require"],
        "poetry": ["install", "add"], "conda": ["install", "create"], "mamba": ["install", "create"],
    ]

    /// Nil for a command that installs nothing.
    init?(_ command: ShellCommand) {
        var command = (program: command.program, arguments: command.arguments)
        if ["python", "python3"].contains(command.program), command.arguments.starts(with: ["-m", "pip"]) {
            command = ("pip", Array(command.arguments.dropFirst(2)))
        }
        guard let verbs = Self.verbs[command.program],
            let verb = command.arguments.firstIndex(where: verbs.contains)
        else { return nil }
        manager = command.program
        packages = command.arguments[(verb + 1)...].filter { !$0.hasPrefix("-") }
            .map { String($0.prefix { $0 != "=" }) }
    }

    /// Whether a package is for building programs rather than for running them.
    static func isBuildTool(_ package: String) -> Bool {
        buildTools.contains(package) || package.hasSuffix("-dev") || package.hasSuffix("-devel")
            || package.hasSuffix("-jdk") || package.hasSuffix("-jdk-headless")
    }

    private static let buildTools: Set<String> = [
        "build-essential", "build-base", "base-devel", "gcc", "g++", "clang", "make", "cmake", "ninja-build", "meson",
        "autoconf", "automake", "libtool", "bison", "flex", "pkg-config", "pkgconf", "golang", "golang-go", "go",
        "cargo", "rustc", "rust", "default-jdk", "maven", "gradle", "ant", "nasm", "yasm", "gfortran", "ghc", "swig",
    ]
}
