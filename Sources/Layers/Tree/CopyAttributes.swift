/// The owner and mode that copied files get: what `--chown` and `--chmod` say, and where the files come from.
package struct CopyAttributes: Hashable, Sendable {
    /// `--chown`; nil for none.
    package let owner: FileOwner?
    /// Whether files keep their owners, as from another stage. Files of the context all belong to 0:0.
    package let keepsOwner: Bool
    /// `--chmod`; nil for none.
    package let modeChange: ModeChange?

    package init(owner: FileOwner? = nil, keepsOwner: Bool, modeChange: ModeChange? = nil) {
        self.owner = owner
        self.keepsOwner = keepsOwner
        self.modeChange = modeChange
    }

    func owner(of status: FileStatus) -> FileOwner {
        owner ?? (keepsOwner ? status.owner : .root)
    }

    func mode(of status: FileStatus) -> UInt16 {
        modeChange?.apply(to: status.mode, isDirectory: status.isDirectory) ?? status.mode
    }

    /// The owner of directories that have to be made on the way to the destination.
    var createdOwner: FileOwner { owner ?? .root }

    /// The mode of those above a file; a symbolic `--chmod` doesn't count for them.
    var createdMode: UInt16 { modeChange?.absoluteMode ?? 0o755 }
}
