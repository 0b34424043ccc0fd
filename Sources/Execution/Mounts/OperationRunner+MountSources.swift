import Diagnostics
import Dockerfile
import Glibc
import ImageModel
import Layers
import Planning
import Sandbox
import Store
import SystemPackage

extension OperationRunner {
    /// The digest of the files that a mount shows.
    ///
    /// - Parameter root: the snapshot that they are in, unless they are in a build context.
    func digest(of source: MountSource, _ root: Snapshot?, for mount: StepMount) async throws -> Digest {
        // A whole root file system is known by its key; reading all of it would cost more than the step.
        if let root, source.path == "/" { return root.key }
        do {
            return try await withTree(of: source.tree(root)) { tree in
                try await blockingThread { () throws(BuildError) in
                    let index = tree.index.map { StatIndex(at: $0) }
                    let attributes = CopyAttributes(
                        keepsOwner: tree.keepsOwner, normalizesModes: tree.normalizesModes)
                    var digest = TreeDigest(in: tree.root, attributes: attributes, filter: tree.filter, index: index)
                    let result = try digest.digest(of: [try source.match(in: tree)])
                    try index?.save()
                    return result
                }
            }
        } catch let error as BuildError {
            throw error.located(at: mount.range)
        }
    }

    /// Opens the files of a mount's source; `body` gets the directory they are in and their path there.
    func withRoot<Result: Sendable>(
        of source: MountSource, isReadOnly: Bool, _ inputs: StepInputs, for mount: StepMount,
        _ body: (FilePath, String) async throws -> Result
    ) async throws -> Result {
        if case .context(let name) = source.origin {
            let copy: FilePath
            do {
                copy = try await contextCopies.copy(of: name, source.path) {
                    try await self.copyContext(source)
                }
            } catch let error as BuildError {
                throw error.located(at: mount.range)
            }
            if isReadOnly { return try await body(copy, "/files") }
            let tree = try store.snapshots.begin(on: nil)
            defer { store.snapshots.discard(tree) }
            return try await workspace.withRoot(of: tree, on: [copy]) { try await body($0, "/files") }
        }
        let snapshot = inputs.snapshot(source.origin)
        if isReadOnly { return try await workspace.withReadOnlyRoot(of: snapshot) { try await body($0, source.path) } }
        let tree = try store.snapshots.begin(on: snapshot)
        defer { store.snapshots.discard(tree) }
        return try await workspace.withRoot(of: tree) { try await body($0, source.path) }
    }

    /// Copies the files of a build context that a mount shows: without what the ignore file excludes, and owned by root
    /// unless they came as an archive.
    ///
    /// - Returns: a directory with them as `files`, which goes with the build.
    private func copyContext(_ source: MountSource) async throws -> FilePath {
        let directory = FilePath(try store.snapshots.begin(on: nil).upper)
        try await withTree(of: source.tree(nil)) { tree in
            try await blockingThread { () throws(BuildError) in
                let match = try source.match(in: tree)
                var copier = TreeCopier(
                    from: tree.root, to: try RootedDirectory(directory),
                    attributes: CopyAttributes(keepsOwner: tree.keepsOwner, normalizesModes: tree.normalizesModes),
                    filter: tree.filter)
                try copier.copy([match], to: CopyDestination("/files"))
                if source.path != "/", let status = try tree.root.status(of: match.path), status.isDirectory {
                    chmod("\(directory)/files", mode_t(status.mode))
                }
            }
        }
        return directory
    }

    /// Copies what a cache mount begins with.
    func fill(_ directory: FilePath, with source: MountSource, _ inputs: StepInputs) async throws {
        try await withTree(of: source.tree(inputs.snapshot(source.origin))) { tree in
            try await blockingThread { () throws(BuildError) in
                let match = try source.match(in: tree)
                guard let status = try tree.root.status(of: match.path), status.isDirectory else {
                    throw BuildError(.invalidInput, "'\(source.path)' can't be in a cache mount: it is not a directory")
                }
                var copier = TreeCopier(
                    from: tree.root, to: try RootedDirectory(directory),
                    attributes: CopyAttributes(keepsOwner: tree.keepsOwner, normalizesModes: tree.normalizesModes),
                    filter: tree.filter)
                try copier.copy([match], to: CopyDestination("/"))
                let owner = tree.keepsOwner ? status.owner : .root
                chown(directory.string, owner.user, owner.group)
                chmod(directory.string, mode_t(status.mode))
            }
        }
    }
}

extension StepInputs {
    /// The snapshot that a mount's files are in; nil for none.
    func snapshot(_ origin: MountSource.Origin) -> Snapshot? {
        if case .step(let place) = origin { sources[place] } else { nil }
    }
}

extension MountSource {
    /// - Parameter root: the snapshot that its files are in, unless they are in a build context.
    fileprivate func tree(_ root: Snapshot?) -> SourceTreeOrigin {
        if case .context(let name) = origin { .context(name: name) } else { .snapshot(root) }
    }

    fileprivate func match(in tree: CopySourceTree) throws(BuildError) -> SourceMatch {
        let matcher = SourceMatcher(
            root: tree.root, filter: tree.filter, hasWildcards: { _ in false }, matches: { $0 == $1 })
        let found: [SourceMatch]
        do throws(BuildError) {
            found = try matcher.expand(path)
        } catch {
            throw error.code == .notFound ? Self.missing(path) : error
        }
        guard let match = found.first else { throw Self.missing(path) }
        return match
    }
}
