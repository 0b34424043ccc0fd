import ImageModel
import Layers

/// What is at one path of a composed root file system.
struct RootNode: Sendable {
    /// A content, or where it is.
    enum Content: Hashable, Sendable {
        case bytes([UInt8])
        /// A part of the composition's `ContentFile`.
        case stored(Range<Int64>)
    }

    /// What there is.
    enum Kind: Hashable, Sendable {
        case directory
        case file(Content)
        case symbolicLink([UInt8])
        /// Another name of a file that is in the same layer.
        case hardLink(RootedPath)
    }

    var kind: Kind
    /// Permission bits with setuid, setgid and sticky: 0–07777.
    var mode: UInt16
    var owner: FileOwner
    /// Seconds since 1970.
    var modified: Int64 = 0
    /// The package that brought it; nil where the specification did, or nobody named it.
    var package: String?
    /// Whether it is a directory that nobody named but that others need.
    var isImplied = false

    /// A directory that nobody named but that others need.
    static let impliedDirectory = RootNode(kind: .directory, mode: 0o755, owner: .root, isImplied: true)

    /// A file that is made here.
    static func file(_ bytes: some Sequence<UInt8>, mode: UInt16 = 0o644) -> RootNode {
        RootNode(kind: .file(.bytes(Array(bytes))), mode: mode, owner: .root)
    }

    /// A symbolic link that is made here.
    static func link(to target: String) -> RootNode {
        RootNode(kind: .symbolicLink(Array(target.utf8)), mode: 0o777, owner: .root)
    }

    var isDirectory: Bool { kind == .directory }
}
