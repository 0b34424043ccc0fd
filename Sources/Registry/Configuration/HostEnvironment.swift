import Glibc
package import SystemPackage

/// Where a machine keeps what is configured about registries: its environment variables and its root directory.
package struct HostEnvironment: Sendable {
    package let variables: [String: String]
    /// The directory that `/etc` and `/run` are in; another one than `/` in tests.
    package let root: FilePath
    /// Whose `/run/containers/UID` it is.
    package let userID: UInt32

    package init(variables: [String: String], root: FilePath = "/", userID: UInt32 = geteuid()) {
        self.variables = variables
        self.root = root
        self.userID = userID
    }

    /// `$HOME`.
    var home: FilePath? { directory("HOME") }

    /// `$XDG_CONFIG_HOME`, else `$HOME/.config` (XDG Base Directory Specification).
    var configurationHome: FilePath? { directory("XDG_CONFIG_HOME") ?? home?.appending(".config") }

    /// The directory that a variable names; the XDG specification has relative ones ignored.
    func directory(_ variable: String) -> FilePath? {
        file(variable).flatMap { $0.isAbsolute ? $0 : nil }
    }

    /// The path that a variable names, if it is not empty.
    func file(_ variable: String) -> FilePath? {
        variables[variable].flatMap { $0.isEmpty ? nil : FilePath($0) }
    }
}
