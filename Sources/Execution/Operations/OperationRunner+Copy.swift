import Diagnostics
import Dockerfile
import ImageModel
import Layers
import Planning
import Store
import SystemPackage

extension OperationRunner {
    /// COPY, and ADD of local files.
    func runCopy(_ copy: CopyOperation, _ step: Step, _ inputs: StepInputs, _ keys: StepKeys) async throws -> Snapshot {
        try await withSource(of: copy, inputs.sources.first) { source in
            try await self.makeLayer(of: step, on: inputs.base, keys) { root in
                try await blockingThread { () throws(BuildError) in
                    let destination = try RootedDirectory(root)
                    guard let source else { return try copy.checkNothingIsNamed() }
                    let attributes = try copy.attributes(in: destination)
                    var copier = TreeCopier(
                        from: source.root, to: destination, attributes: attributes, filter: source.filter)
                    let matches = try copy.matches(in: source)
                    if copy.unpacksArchives { try copy.refuseArchives(among: matches, in: source) }
                    try copier.copy(matches.map(\.match), to: CopyDestination(copy.destination))
                }
            }
        }
    }

    /// The digest of what a copy takes, for cache keys.
    func digest(of copy: CopyOperation, source: Snapshot?) async throws -> Digest {
        try await withSource(of: copy, source) { source in
            guard let source else { return StepKey.nothing }
            return try await blockingThread { () throws(BuildError) in
                let index = source.index.map { StatIndex(at: $0) }
                // Whose names `--chown` means is only known where it is copied to; its text is part of the key.
                let attributes = CopyAttributes(keepsOwner: copy.keepsOwner, modeChange: try copy.modeChange())
                var digest = TreeDigest(in: source.root, attributes: attributes, filter: source.filter, index: index)
                let result = try digest.digest(of: try copy.matches(in: source).map(\.match))
                try index?.save()
                return result
            }
        }
    }

    /// Opens what a copy takes its files from; nil for something without any.
    private func withSource<Result: Sendable>(
        of copy: CopyOperation, _ snapshot: Snapshot?, _ body: (CopySourceTree?) async throws -> Result
    ) async throws -> Result {
        switch copy.from {
        case .nothing: return try await body(nil)
        case .context(let name):
            let context = try contexts.context(name)
            let ignore = context.ignore
            let filter = TreeFilter(hasExceptions: ignore.hasExceptions) { path, _ in ignore.isExcluded(path) }
            let root = try RootedDirectory(context.directory, failureCode: .notFound)
            return try await body(CopySourceTree(root: root, filter: filter, index: context.index))
        case .step:
            return try await workspace.withReadOnlyRoot(of: snapshot) { path in
                try await body(CopySourceTree(root: try RootedDirectory(path), filter: nil, index: nil))
            }
        }
    }
}

/// A tree that files are copied from.
struct CopySourceTree: Sendable {
    let root: RootedDirectory
    let filter: TreeFilter?
    /// Where the digests of its files are remembered, if they are.
    let index: FilePath?
}

extension CopyOperation {
    /// Files of another stage keep their owners, unless `--chown` gives them all one.
    fileprivate var keepsOwner: Bool {
        if case .context = from { false } else { owner == nil }
    }

    fileprivate func attributes(in destination: RootedDirectory) throws(BuildError) -> CopyAttributes {
        let owner = try owner.map { text throws(BuildError) in try AccountDatabase(in: destination).owner(text) }
        return CopyAttributes(owner: owner, keepsOwner: keepsOwner, modeChange: try modeChange())
    }

    fileprivate func modeChange() throws(BuildError) -> ModeChange? {
        try mode.map { text throws(BuildError) in try ModeChange(parsing: text) }
    }

    /// The files that the sources name, each with the source that named it.
    fileprivate func matches(
        in source: CopySourceTree
    ) throws(BuildError) -> [(match: SourceMatch, source: CopyPath)] {
        let matcher = SourceMatcher(
            root: source.root, filter: source.filter, hasWildcards: PathPattern.hasWildcards,
            matches: { pattern, name in (try? PathPattern(pattern))?.matches(name) ?? false })
        var matches = [(match: SourceMatch, source: CopyPath)]()
        for path in sources {
            do throws(BuildError) {
                matches += try matcher.expand(path.path).map { ($0, path) }
            } catch {
                throw error.located(at: path.range)
            }
        }
        return matches
    }

    /// From something without files nothing can be copied but a pattern's lack of matches.
    fileprivate func checkNothingIsNamed() throws(BuildError) {
        guard let path = sources.first(where: { !PathPattern.hasWildcards($0.path) }) else { return }
        throw BuildError(.notFound, "'\(path.path)' can't be copied: the source has no files").located(at: path.range)
    }

    fileprivate func refuseArchives(
        among matches: [(match: SourceMatch, source: CopyPath)], in source: CopySourceTree
    ) throws(BuildError) {
        for (match, path) in matches where try ArchiveSniffer.isArchive(match.path, in: source.root) {
            throw BuildError(
                .invalidInput,
                [
                    Diagnostic(
                        code: "unsupported-archive",
                        "\(instruction) of the archive '\(match.path)' is not supported by this version of pith",
                        at: path.range, help: "unpack it in a RUN step")
                ])
        }
    }
}
