/// The user that an image's processes run as unless told otherwise (OCI image configuration, `config.User`).
package struct ImageUser: Hashable, Sendable {
    /// As the configuration has it, with a group or not; empty where it names none, which means root.
    package let text: String
    /// Nil for a name that the image's `/etc/passwd` does not have: no process of it starts.
    package let id: UInt32?
    /// Nil where the configuration names no group, or one that `/etc/group` does not have.
    package let group: UInt32?

    package init(_ text: String?, in accounts: Accounts) {
        self.text = text ?? ""
        let parts = self.text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let name = parts.first ?? ""
        id = name.isEmpty ? 0 : UInt32(name) ?? accounts.users[name] ?? (name == "root" ? 0 : nil)
        group = parts.count > 1 ? UInt32(parts[1]) ?? accounts.groups[parts[1]] : nil
    }

    package var isRoot: Bool { id == 0 }
}
