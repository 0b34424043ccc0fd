/// Files that anyone in a container may change, and files whose owners the image does not know.
package struct FileOwnership: Hashable, Sendable {
    package struct UnknownOwner: Hashable, Sendable, Encodable {
        package let path: String
        package let user: UInt32
        package let group: UInt32
    }

    /// The most elements that a list has.
    private static let limit = 10_000

    /// Paths of files and directories that all may write to. Symbolic links have no permissions of their own, and in a
    /// sticky directory such as `/tmp` each may only change what is its own. Sorted, 10,000 at most.
    package let worldWritable: [String]
    /// Sorted by path, 10,000 at most.
    ///
    /// User and group 0 are always known, and so is the user of the image's configuration, with the group that it names or,
    /// as builders give files without one, the group of the same number.
    package let unknownOwners: [UnknownOwner]

    /// - Parameter view: what the image shows once its layers are merged.
    package init(_ view: FileView, _ paths: PathTable, accounts: Accounts, user: ImageUser) {
        let own = [user.id, user.group].compactMap { $0 }
        let users = Set(accounts.users.values).union([0]).union(user.id.map { [$0] } ?? [])
        let groups = Set(accounts.groups.values).union([0]).union(own)
        var (writable, unknown) = ([PathTable.ID](), [FileEntry]())
        for entry in view.all.lazy.map(\.entry) {
            if entry.isWorldWritable, writable.count < Self.limit { writable.append(entry.path) }
            guard !users.contains(entry.user) || !groups.contains(entry.group), unknown.count < Self.limit else {
                continue
            }
            unknown.append(entry)
        }
        worldWritable = writable.map { paths.text(of: $0) }.sorted()
        unknownOwners = unknown.map { UnknownOwner(path: paths.text(of: $0.path), user: $0.user, group: $0.group) }
            .sorted { $0.path < $1.path }
    }
}

extension FileEntry {
    fileprivate var isWorldWritable: Bool {
        guard mode & 0o002 != 0 else { return false }
        return switch kind {
        case .file, .hardLink, .fifo: true
        case .directory: mode & 0o1000 == 0
        case .symbolicLink, .characterDevice, .blockDevice, .whiteout, .opaque: false
        }
    }
}
