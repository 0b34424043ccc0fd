import Diagnostics

extension RootTree {
    /// The libraries that ldconfig(8) would find: those in the directories of `/etc/ld.so.conf` and in the linker's own,
    /// under the names by which programs ask for them.
    ///
    /// - Throws: `corrupt`, `store`.
    func libraries(_ contents: ContentFile) throws(BuildError) -> [LibraryCache.Entry] {
        var names = [RootedPath: [ArraySlice<UInt8>]]()
        for path in nodes.keys {
            guard let parent = path.parent, RootTree.isLibrary(path.name) else { continue }
            names[parent, default: []].append(path.name)
        }
        var found = [String: LibraryCache.Entry]()
        var seen = Set<RootedPath>()
        for directory in try libraryDirectories(contents) {
            let resolved = try resolving(RootedPath(directory))
            guard seen.insert(resolved).inserted else { continue }
            for name in (names[resolved] ?? []).sorted(by: { $0.lexicographicallyPrecedes($1) }) {
                guard let entry = try library(name, in: directory, resolved, contents) else { continue }
                if found[entry.name] == nil { found[entry.name] = entry }
            }
        }
        return Array(found.values)
    }

    /// The library that a name leads to, if the name is the one that programs ask for, or a link without its end, as
    /// compilers use them.
    private func library(
        _ name: ArraySlice<UInt8>, in directory: String, _ resolved: RootedPath, _ contents: ContentFile
    ) throws(BuildError) -> LibraryCache.Entry? {
        guard case .stored(let range)? = try content(at: resolved.appending(name)) else { return nil }
        let library = try SharedLibrary { offset, count throws(BuildError) in
            guard offset < range.count else { return [] }
            let start = range.lowerBound + Int64(offset)
            return try contents.read(start..<range.upperBound, limit: Int64(clamping: count))
        }
        let name = String(decoding: name, as: UTF8.self)
        guard let library else { return nil }
        let soname = library.soname ?? name
        guard soname == name || name.hasSuffix(".so") && soname.hasPrefix(name) else { return nil }
        return LibraryCache.Entry(name: name, directory: directory, machine: library.machine)
    }

    private func libraryDirectories(_ contents: ContentFile) throws(BuildError) -> [String] {
        let configuration = try RootedPath("/etc/ld.so.conf.d")
        var files = [RootedPath]()
        for path in nodes.keys where path.parent == configuration && path.description.hasSuffix(".conf") {
            files.append(path)
        }
        var directories = [String]()
        for file in files.sorted() {
            guard let content = try content(at: file) else { continue }
            let bytes: [UInt8] =
                switch content {
                case .bytes(let bytes): bytes
                case .stored(let range): try contents.read(range, limit: 1 << 20)
                }
            for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
                let path = line.prefix { $0 != "#" }.trimmingBlanks
                if path.hasPrefix("/") { directories.append(String(path)) }
            }
        }
        return directories + ["/lib", "/usr/lib"]
    }

    /// `lib*.so*` and `ld-*.so*`, as ldconfig(8) says.
    private static func isLibrary(_ name: ArraySlice<UInt8>) -> Bool {
        let text = String(decoding: name, as: UTF8.self)
        return (text.hasPrefix("lib") || text.hasPrefix("ld-")) && text.contains(".so")
    }
}
