import Diagnostics
import SystemPackage

/// One walk over an upper directory and the layers below, writing what differs.
final class LayerWalk {
    let tar: TarWriter
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 4096)
    private var contents = LayerContents()
    /// The current name's path.
    private(set) var path: [UInt8] = []
    /// Unchanged directories on the way to the current name, written once something in them is.
    private var pending: [TarEntry] = []
    /// The first name written of each file that has several.
    var written: [FileIdentity: [UInt8]] = [:]
    /// Unchanged names of files that have several, written as links once another name of the file is.
    var leftOut: [FileIdentity: [[UInt8]]] = [:]

    private let times: FileTimes?

    /// - Parameter times: what becomes of the times of files; nil leaves them theirs.
    init(_ tar: TarWriter, times: FileTimes? = nil) {
        self.tar = tar
        self.times = times
    }

    deinit { buffer.deallocate() }

    func finish() throws(BuildError) -> LayerContents {
        try tar.finish()
        return contents
    }

    /// Writes a tree with nothing below it in a directory of this name.
    func visitTree(_ root: OpenFile, in name: String) throws(BuildError) {
        // Two mounts may give different files the same numbers.
        (written, leftOut) = ([:], [:])
        path = Array(name.utf8)
        defer { path = [] }
        try write(dated(TarEntry(path: path, kind: .directory, mode: 0o755)))
        try visit(root, .none, isOpaque: false)
    }

    /// Writes what is in a directory.
    ///
    /// - Parameter isOpaque: whether what the layers below have in it is hidden.
    func visit(_ upper: OpenFile, _ lower: MergedDirectory, isOpaque: Bool) throws(BuildError) {
        let names = try reading { () throws(Errno) in try upper.entries() }
        var hidden = Set<FileName>()
        if isOpaque { hidden = try reading { () throws(Errno) in try lower.names() }.subtracting(names) }
        for name in hidden.isEmpty ? names : (names + hidden).sorted() {
            let length = path.count
            defer { path.removeSubrange(length...) }
            try descend(to: name)
            if hidden.contains(name) {
                try writeWhiteout(name)
            } else {
                try visit(name, in: upper, lower, isOpaque: isOpaque)
            }
        }
    }

    private func descend(to name: FileName) throws(BuildError) {
        if !path.isEmpty { path.append(UInt8(ascii: "/")) }
        path += name.bytes
        // PATH_MAX: what is deeper nobody could unpack.
        guard path.count < 4096 else { throw refuse("its path is too long") }
    }

    private func visit(
        _ name: FileName, in upper: OpenFile, _ lower: MergedDirectory, isOpaque: Bool
    ) throws(BuildError) {
        let status = try reading { () throws(Errno) in try upper.status(of: name) }
        let below = try reading { () throws(Errno) in try lower.find(name) }
        switch status.kind {
        case .directory:
            let directory = try reading { () throws(Errno) in try upper.openDirectory(name) }
            let subdirectory = try reading { () throws(Errno) in try lower.subdirectory(name) }
            let isMarked = try reading { () throws(Errno) in try directory.isOpaque() }
            try enter(status, isUnchanged: status.hasMetadata(of: below?.status)) { () throws(BuildError) in
                try visit(directory, subdirectory, isOpaque: isOpaque || isMarked)
            }
        case .regular:
            try visitFile(name, in: upper, status, over: below)
        case .socket:
            // A tar can't hold one, but what it covers must not come back.
            if below != nil { try writeWhiteout(name) }
        case .characterDevice where status.isWhiteout:
            if below != nil { try writeWhiteout(name) }
        default:
            try visitSpecial(name, in: upper, status, over: below)
        }
    }

    /// Writes a directory's entry, unless it and all below it are unchanged, and what `body` visits in it.
    private func enter(
        _ status: FileStatus, isUnchanged: Bool, _ body: () throws(BuildError) -> Void
    ) throws(BuildError) {
        let depth = pending.count
        pending.append(entry(.directory, status))
        if !isUnchanged { try writePending() }
        try body()
        if pending.count > depth { pending.removeLast() }
    }

    func writeWhiteout(_ name: FileName) throws(BuildError) {
        let directory = path.dropLast(name.bytes.count)
        try write(TarEntry(path: directory + WhiteoutName.prefix + name.bytes, kind: .file))
    }

    func entry(_ kind: TarEntry.Kind, _ status: FileStatus) -> TarEntry {
        dated(
            TarEntry(
                path: path, kind: kind, mode: status.mode, owner: status.owner, modified: status.modified.seconds))
    }

    private func dated(_ entry: TarEntry) -> TarEntry {
        var entry = entry
        if let times { entry.modified = times.time(of: entry) }
        return entry
    }

    func write(_ entry: TarEntry) throws(BuildError) {
        try writePending()
        try append(entry)
    }

    private func writePending() throws(BuildError) {
        for directory in pending { try append(directory) }
        pending = []
    }

    private func append(_ entry: TarEntry) throws(BuildError) {
        try tar.append(entry)
        contents.count(entry)
    }

    func refuse(_ why: String) -> BuildError {
        BuildError(.store, "'\(String(decoding: path, as: UTF8.self))' can't be written to a layer: \(why)")
    }

    func reading<Value>(_ body: () throws(Errno) -> Value) throws(BuildError) -> Value {
        do throws(Errno) {
            return try body()
        } catch {
            throw BuildError(error, .store, "'\(String(decoding: path, as: UTF8.self))' can't be read for a layer")
        }
    }
}
