package import Layers

/// One entry of a layer's tar, as far as reports need it.
package struct FileEntry: Hashable, Sendable {
    /// What an entry is. Whiteouts are the OCI layer specification's, "Whiteouts" and "Opaque Whiteout".
    package enum Kind: Hashable, Sendable {
        case file, directory, symbolicLink, hardLink, characterDevice, blockDevice, fifo
        /// The path, and all below it, is gone; `path` is that of what is hidden, not the marker's.
        case whiteout
        /// The directory at `path` has nothing of lower layers in it.
        case opaque
    }

    package let path: PathTable.ID
    package let kind: Kind
    /// Permission bits with setuid, setgid and sticky: `0o7777` at most.
    package let mode: UInt16
    package let user: UInt32
    package let group: UInt32
    /// The bytes of a regular file's content, 0 for anything else.
    package let size: Int64
    /// What tells the contents of files apart; nil for anything but a regular file that is not empty.
    package let content: ContentID?

    package init(
        path: PathTable.ID, kind: Kind, mode: UInt16 = 0, user: UInt32 = 0, group: UInt32 = 0, size: Int64 = 0,
        content: ContentID? = nil
    ) {
        self.path = path
        self.kind = kind
        self.mode = mode & 0o7777
        self.user = user
        self.group = group
        self.size = kind == .file ? size : 0
        self.content = content
    }

    /// Whether it is something in the image that is not a directory.
    package var isFile: Bool {
        switch kind {
        case .directory, .whiteout, .opaque: false
        case .file, .symbolicLink, .hardLink, .characterDevice, .blockDevice, .fifo: true
        }
    }

    /// Whether it is a program, or a name of one.
    var isProgram: Bool {
        switch kind {
        case .file, .hardLink: mode & 0o111 != 0
        case .symbolicLink: true
        default: false
        }
    }
}

/// Equal for files with equal contents: the first half of their SHA-256.
package struct ContentID: Hashable, Sendable {
    private let halves: (UInt64, UInt64)

    /// - Parameter digest: the bytes of a SHA-256.
    package init(_ digest: [UInt8]) {
        func number(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
        halves = (number(digest.prefix(8)), number(digest.dropFirst(8).prefix(8)))
    }

    package static func == (left: ContentID, right: ContentID) -> Bool { left.halves == right.halves }

    package func hash(into hasher: inout Hasher) { hasher.combine(halves.0) }
}

extension FileEntry.Kind {
    /// - Parameter kind: of an entry that is no whiteout.
    package init(_ kind: TarEntry.Kind) {
        self =
            switch kind {
            case .file: .file
            case .directory: .directory
            case .symbolicLink: .symbolicLink
            case .hardLink: .hardLink
            case .characterDevice: .characterDevice
            case .blockDevice: .blockDevice
            case .fifo: .fifo
            }
    }
}
