import Diagnostics
import Layers

extension RootTree {
    /// Puts the files of a package into the highest layer, as dpkg unpacks them: a directory that is there stays as it is,
    /// also where it is a link to one; a file that another package has is replaced only if this one may.
    ///
    /// - Parameters:
    ///   - filter: leaves out paths.
    ///   - replaces: whether the package may take the files of another one (Debian Policy 7.6).
    /// - Throws: `corrupt` for device files and links that lead nowhere; `invalidInput` for files of two packages.
    mutating func add(
        _ package: PackageContents, filter: PathFilter, modified: (Int64) -> Int64 = { _ in 0 },
        replaces: (String) -> Bool
    ) throws(BuildError) {
        for item in package.entries where filter.keeps(item.path, isLink: item.entry.kind == .symbolicLink) {
            let path = try resolvingParent(item.path)
            let existing = nodes[path]
            if item.entry.kind == .directory {
                let isThere = try isDirectory(path)
                if path == .root || isThere && existing?.isImplied != true { continue }
            }
            try check(existing, at: path, against: item, of: package, replaces)
            try makeParents(of: path)
            let entry = item.entry
            put(
                path,
                RootNode(
                    kind: try kind(of: item, in: package), mode: entry.mode, owner: entry.owner,
                    modified: modified(entry.modified), package: package.name))
        }
    }

    private func check(
        _ existing: RootNode?, at path: RootedPath, against item: PackageEntry, of package: PackageContents,
        _ replaces: (String) -> Bool
    ) throws(BuildError) {
        guard let existing else { return }
        if existing.isDirectory != (item.entry.kind == .directory) {
            throw BuildError(
                .invalidInput,
                "'/\(path)' can't be of package '\(package.name)': one has a directory there, the other none")
        }
        guard let owner = existing.package, owner != package.name, !existing.isDirectory, !replaces(owner) else {
            return
        }
        throw BuildError(
            .invalidInput, "'/\(path)' can't be both of package '\(owner)' and of '\(package.name)'",
            help: "leave one of them out")
    }

    /// Whether the highest layer has something of its own at the path.
    private func layerHas(_ path: RootedPath) -> Bool { layers[layers.count - 1][path] != nil }

    private func isDirectory(_ path: RootedPath) throws(BuildError) -> Bool {
        nodes[try resolving(path)]?.isDirectory == true
    }

    private func kind(of item: PackageEntry, in package: PackageContents) throws(BuildError) -> RootNode.Kind {
        switch item.entry.kind {
        case .file: return .file(.stored(item.content))
        case .directory: return .directory
        case .symbolicLink: return .symbolicLink(item.entry.linkTarget)
        case .hardLink:
            let target = try resolvingParent(RootedPath(item.entry.linkTarget))
            guard case .file? = nodes[target]?.kind else {
                throw BuildError(
                    .corrupt, "package '\(package.name)' can't be unpacked: '/\(item.path)' is a link to no file")
            }
            return layerHas(target) ? .hardLink(target) : (nodes[target]?.kind ?? .hardLink(target))
        case .characterDevice, .blockDevice, .fifo:
            throw BuildError(.corrupt, "package '\(package.name)' can't be unpacked: '/\(item.path)' is a device file")
        }
    }
}
