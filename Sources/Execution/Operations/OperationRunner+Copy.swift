import Diagnostics
import Dockerfile
import ImageModel
import Layers
import Planning
import Store
import SystemPackage

extension OperationRunner {
    /// COPY and ADD.
    func runCopy(_ copy: CopyOperation, _ step: Step, _ inputs: StepInputs, _ keys: StepKeys) async throws -> Snapshot {
        let files = try inlineFiles(of: copy)
        let fetched = try await fetch(copy)
        return try await withSource(of: copy, inputs.sources.first) { source in
            let likeness = inputs.base == nil ? likeness(of: copy, from: source) : nil
            let places = try likeness.map { try earlierCopy(like: $0, keys) }
            return try await self.makeLayer(of: step, on: inputs.base, keys, likeness: likeness) { root in
                try await blockingThread { () throws(BuildError) in
                    let destination = try RootedDirectory(root)
                    let owner = try copy.owner(in: destination)
                    let earlier = places.map { EarlierCopy($0) }
                    for group in try copy.groups(from: source, fetched) {
                        try group.copy(to: copy, in: destination, owner: owner, earlier)
                    }
                    for group in files { try group.copy(to: copy, in: destination, owner: owner, nil) }
                    try earlier?.save()
                }
            }
        }
    }

    /// What copies of one context by one instruction have in common, whatever the files are; nil for what comes from
    /// elsewhere.
    private func likeness(of copy: CopyOperation, from source: CopySourceTree) -> Digest? {
        guard let index = source.index else { return nil }
        let modes = source.normalizesModes ? "normalized" : "own"
        return StepKey.of(.copy(copy), base: nil, files: [Digest(of: "\(index.string) \(modes)".utf8)])
    }

    /// The last layer that a like copy made.
    private func earlierCopy(like likeness: Digest, _ keys: StepKeys) throws(BuildError) -> EarlierCopy.Places {
        func sources(of key: Digest) -> FilePath {
            FilePath("\(store.directory.contexts)/\(Digest(of: "\(likeness) \(key)".utf8).hex)")
        }
        let earlier = try store.cache.snapshot(for: likeness).map { snapshot in
            (layer: FilePath(store.snapshots.upperDirectory(of: snapshot)), sources: sources(of: snapshot.key))
        }
        return EarlierCopy.Places(earlier: earlier, newSources: sources(of: keys.content))
    }

    /// The digest of what a copy takes, for cache keys. What stands in the Dockerfile is part of the operation itself.
    func digest(of copy: CopyOperation, source: Snapshot?) async throws -> Digest {
        let fetched = try await fetch(copy)
        return try await withSource(of: copy, source) { source in
            try await blockingThread { () throws(BuildError) in
                let groups = try copy.groups(from: source, fetched)
                guard !groups.isEmpty else { return StepKey.nothing }
                let index = source.index.map { StatIndex(at: $0) }
                var digests = [Digest]()
                for group in groups { digests.append(try group.digest(for: copy, index)) }
                try index?.save()
                if digests.count == 1 { return digests[0] }
                var hasher = DigestHasher()
                for digest in digests { hasher.update(digest: digest) }
                return hasher.finalize()
            }
        }
    }

    /// The files that a step takes from a build context, for people; nil for a step that takes none, or too many.
    func contextFiles(_ step: Step) async throws -> [String: Digest]? {
        guard case .copy(let copy) = step.operation, case .context = copy.from else { return nil }
        let fetched = try await fetch(copy)
        return try await withSource(of: copy, nil) { source in
            try await blockingThread { () throws(BuildError) in
                var files = [String: Digest]()
                for group in try copy.groups(from: source, fetched) where group.key == nil {
                    let listing = TreeListing(
                        in: group.tree.root, filter: group.tree.filter,
                        index: group.tree.index.map { StatIndex(at: $0) }, limit: Self.mostListedFiles)
                    guard let found = try listing.files(of: group.matches) else { return nil }
                    files.merge(found) { first, _ in first }
                }
                return files
            }
        }
    }

    /// The most files of one step that are remembered by their names.
    private static var mostListedFiles: Int { 1000 }

    /// Fetches what a copy takes from the network, everything at the same time.
    private func fetch(_ copy: CopyOperation) async throws -> [RemoteSource: FetchedTree] {
        let remotes = remotes
        return try await withThrowingTaskGroup(of: (RemoteSource, FetchedTree).self) { group in
            for path in copy.sources {
                guard let remote = path.remote else { continue }
                group.addTask {
                    do {
                        return (remote, try await remotes.fetch(remote))
                    } catch {
                        throw (error as? BuildError)?.located(at: path.range) ?? error
                    }
                }
            }
            return try await group.reduce(into: [:]) { trees, found in trees[found.0] = found.1 }
        }
    }

    /// Opens what a copy takes its files from: an empty directory for something without any.
    private func withSource<Result: Sendable>(
        of copy: CopyOperation, _ snapshot: Snapshot?, _ body: (CopySourceTree) async throws -> Result
    ) async throws -> Result {
        switch copy.from {
        case .nothing:
            let root = try RootedDirectory(try workspace.makeDirectory(), failureCode: .notFound)
            return try await body(CopySourceTree(root: root, filter: nil, index: nil, keepsOwner: true))
        case .context(let name): return try await withTree(of: .context(name: name), body)
        case .step: return try await withTree(of: .snapshot(snapshot), body)
        }
    }

    /// The here-documents of a copy, as files that belong to nobody yet.
    private func inlineFiles(of copy: CopyOperation) throws(BuildError) -> [CopyGroup] {
        var groups = [CopyGroup]()
        for file in copy.files {
            let path = try workspace.makeFile(Array(file.content.utf8))
            let tree = CopySourceTree(
                root: try RootedDirectory(path.removingLastComponent()), filter: nil, index: nil, keepsOwner: false)
            let match = path.lastComponent.map { SourceMatch(file: FilePath("/").appending($0), named: file.name) }
            groups.append(CopyGroup(tree: tree, matches: [match].compactMap(\.self), range: file.range, unpacks: false))
        }
        return groups
    }
}
