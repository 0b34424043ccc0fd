package import ImageModel

/// What a layer's tar holds.
package struct LayerContents: Hashable, Sendable {
    /// All entries, whiteouts among them.
    package var entries = 0
    /// Regular files; further names of one file are not counted.
    package var files = 0
    /// The sum of the regular files' sizes in bytes, the size of a layer as `docker images` counts it.
    package var fileBytes: Int64 = 0

    package init() {}

    mutating func count(_ entry: TarEntry) {
        entries += 1
        if entry.kind == .file { files += 1 }
        fileBytes += entry.size
    }
}

/// A layer that was unpacked.
package struct AppliedLayer: Hashable, Sendable {
    package let contents: LayerContents
    /// The digest of the uncompressed tar (OCI image configuration, "Layer DiffID"), for the caller to verify.
    package let diffID: Digest
}

/// How names in a layer's tar take away what lies in the layers below (OCI image layer specification, "Whiteouts").
enum WhiteoutName {
    /// Before the name of what is removed.
    static let prefix = Array(".wh.".utf8)
    /// Before the names of the bookkeeping of aufs, which are nobody else's business but for `opaque`.
    static let reservedPrefix = Array(".wh..wh.".utf8)
    /// Takes away everything that the layers below have in the directory it is in.
    static let opaque = Array(".wh..wh..opq".utf8)
}
