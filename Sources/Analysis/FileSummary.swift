/// One entry of a layer's tar, as far as reports need it.
package struct FileSummary: Hashable, Sendable {
    /// What an entry is. Whiteouts are the OCI layer specification's, "Whiteouts" and "Opaque Whiteout".
    package enum Kind: Hashable, Sendable {
        case file, directory, symbolicLink, hardLink, characterDevice, blockDevice, fifo
        /// The path, and all below it, is gone; `path` is that of what is hidden, not the marker's.
        case whiteout
        /// The directory at `path` has nothing of lower layers in it.
        case opaque
    }

    /// The raw bytes of the path, relative to the root, without a leading or trailing slash.
    package let path: [UInt8]
    package let kind: Kind
    /// Permission bits with setuid, setgid and sticky: `0o7777` at most.
    package let mode: UInt16
    package let uid: UInt32
    package let gid: UInt32
    /// The bytes of a regular file's content, 0 for anything else.
    package let size: Int64

    /// - Parameter path: as a tar has it; `./`, leading and trailing slashes are dropped.
    package init(path: some Sequence<UInt8>, kind: Kind, mode: UInt16, uid: UInt32 = 0, gid: UInt32 = 0, size: Int64) {
        let slash = UInt8(ascii: "/")
        let parts = Array(path).split(separator: slash).filter { $0 != [UInt8(ascii: ".")] }
        self.path = Array(parts.joined(separator: [slash]))
        self.kind = kind
        self.mode = mode & 0o7777
        self.uid = uid
        self.gid = gid
        self.size = kind == .file ? size : 0
    }

    /// Whether it is something in the image that is not a directory.
    var isFile: Bool {
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
