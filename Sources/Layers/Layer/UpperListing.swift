package import Diagnostics
package import SystemPackage

/// Lists what the upper directory of a layer holds by what the file system says of it, without reading any content and
/// without the layers below.
///
/// What a copy-up left as the layers below have it is in it, other than in the layer's tar; names of one file beyond the
/// first are hard links without a target.
package struct UpperListing {
    private var path = [UInt8]()
    private var known = Set<FileIdentity>()

    private init() {}

    /// Shows the entries that the layer's tar could have, whiteouts by their names, each directory before what is in it.
    ///
    /// - Parameter upper: a directory of a committed snapshot, which nobody changes.
    /// - Throws: `store` for what can't be read; what `body` throws.
    package static func forEach(
        in upper: FilePath, _ body: (TarEntry) throws(BuildError) -> Void
    ) throws(BuildError) {
        var listing = UpperListing()
        try listing.visit(try OpenFile.layerRoot(upper), body)
    }

    private mutating func visit(
        _ directory: OpenFile, _ body: (TarEntry) throws(BuildError) -> Void
    ) throws(BuildError) {
        for name in try reading({ () throws(Errno) in try directory.entries() }) {
            let length = path.count
            defer { path.removeSubrange(length...) }
            if length > 0 { path.append(UInt8(ascii: "/")) }
            path += name.bytes
            let status = try reading { () throws(Errno) in try directory.status(of: name) }
            guard let kind = entryKind(status) else { continue }
            if status.isWhiteout {
                try body(
                    TarEntry(path: path.dropLast(name.bytes.count) + WhiteoutName.prefix + name.bytes, kind: .file))
                continue
            }
            try body(
                TarEntry(
                    path: path, kind: kind, mode: status.mode, owner: status.owner,
                    size: kind == .file ? status.size : 0))
            guard kind == .directory else { continue }
            let subdirectory = try reading { () throws(Errno) in try directory.openDirectory(name) }
            if try reading({ () throws(Errno) in try subdirectory.isOpaque() }) {
                try body(TarEntry(path: path + [UInt8(ascii: "/")] + WhiteoutName.opaque, kind: .file))
            }
            try visit(subdirectory, body)
        }
    }

    /// Nil for what a tar can't hold.
    private mutating func entryKind(_ status: FileStatus) -> TarEntry.Kind? {
        switch status.kind {
        case .regular: status.linkCount > 1 && !known.insert(status.identity).inserted ? .hardLink : .file
        case .directory: .directory
        case .symbolicLink: .symbolicLink
        case .characterDevice: .characterDevice
        case .blockDevice: .blockDevice
        case .fifo: .fifo
        default: nil
        }
    }

    private func reading<Value>(_ body: () throws(Errno) -> Value) throws(BuildError) -> Value {
        do throws(Errno) {
            return try body()
        } catch {
            throw BuildError(error, .store, "'\(String(decoding: path, as: UTF8.self))' of a layer can't be read")
        }
    }
}
