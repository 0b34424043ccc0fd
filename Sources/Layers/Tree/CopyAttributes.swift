/// The owner and mode that copied files get: what `--chown` and `--chmod` say, and where the files come from.
package struct CopyAttributes: Hashable, Sendable {
    /// `--chown`; nil for none.
    package let owner: FileOwner?
    /// Whether files keep their owners, as from another stage. Files of the context all belong to 0:0.
    package let keepsOwner: Bool
    /// `--chmod`; nil for none.
    package let modeChange: ModeChange?

    /// Whether files get the modes that git gives them, before `--chmod`: 0755 for directories and for files that their
    /// owner may execute, 0644 for others.
    package let normalizesModes: Bool

    /// The time that all files get; nil for their own.
    package let modified: FileTime?

    package init(
        owner: FileOwner? = nil, keepsOwner: Bool, modeChange: ModeChange? = nil, normalizesModes: Bool = false,
        modified: FileTime? = nil
    ) {
        self.owner = owner
        self.keepsOwner = keepsOwner
        self.modeChange = modeChange
        self.normalizesModes = normalizesModes
        self.modified = modified
    }

    func owner(of status: FileStatus) -> FileOwner {
        owner ?? (keepsOwner ? status.owner : .root)
    }

    func modified(_ status: FileStatus) -> FileTime { modified ?? status.modified }

    func mode(of status: FileStatus) -> UInt16 {
        let mode = normalizesModes ? status.normalizedMode : status.mode
        return modeChange?.apply(to: mode, isDirectory: status.isDirectory) ?? mode
    }

    /// The owner of directories that have to be made on the way to the destination.
    var createdOwner: FileOwner { owner ?? .root }

    /// The mode of those above a file; a symbolic `--chmod` doesn't count for them.
    var createdMode: UInt16 { modeChange?.absoluteMode ?? 0o755 }
}

extension FileStatus {
    fileprivate var normalizedMode: UInt16 {
        switch kind {
        case .directory: 0o755
        case .regular: mode & 0o100 != 0 ? 0o755 : 0o644
        case .socket: 0o644
        case .symbolicLink, .fifo, .characterDevice, .blockDevice: mode
        }
    }
}
