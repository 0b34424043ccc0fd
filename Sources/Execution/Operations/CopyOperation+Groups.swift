import Diagnostics
import Dockerfile
import Layers
import Planning
import SystemPackage

/// Which files the sources of a copy name.
extension CopyOperation {
    /// The files, in the order in which they are copied.
    ///
    /// - Throws: `notFound`, at the source, for a path without wildcards that is not there.
    func groups(
        from source: CopySourceTree, _ fetched: [RemoteSource: FetchedTree]
    ) throws(BuildError) -> [CopyGroup] {
        let patterns = try IgnorePatterns(excludes.map { Word(text: $0.path, range: $0.range) })
        var groups = [CopyGroup]()
        for path in sources {
            do throws(BuildError) {
                if let remote = path.remote {
                    groups.append(try group(of: remote, path, fetched, without: patterns))
                } else if keepsParents {
                    groups += try self.groups(keepingParentsOf: path, in: source, patterns)
                } else if !excludes.isEmpty {
                    groups += try self.groups(of: path, in: source, without: patterns)
                } else {
                    groups.append(group(source, try source.matches(path.path), path.range))
                }
            } catch {
                throw error.located(at: path.range)
            }
        }
        return groups
    }

    /// What was fetched: one file, or the contents of a directory.
    private func group(
        of remote: RemoteSource, _ path: CopyPath, _ fetched: [RemoteSource: FetchedTree],
        without excludes: IgnorePatterns
    ) throws(BuildError) -> CopyGroup {
        guard let found = fetched[remote] else {
            throw BuildError(.internalError, "'\(path.path)' was not fetched")
        }
        let root = try RootedDirectory(found.directory)
        var tree = CopySourceTree(root: root, filter: nil, index: nil, keepsOwner: false)
        switch remote {
        case .file:
            let match = SourceMatch(file: "/file", named: found.name)
            return CopyGroup(
                tree: tree, matches: [match], range: path.range, unpacks: unpacksDownloads, key: found.key)
        case .repository(let repository):
            tree.normalizesModes = true
            let matcher = SourceMatcher(
                root: root, filter: nil, hasWildcards: { _ in false }, matches: { _, _ in false })
            let matches = try matcher.expand(repository.subdirectory ?? "/")
            if let match = matches.first, !self.excludes.isEmpty {
                tree.filter = tree.filter(below: match.path, only: nil, without: excludes)
            }
            return CopyGroup(tree: tree, matches: matches, range: path.range, unpacks: false, key: found.key)
        }
    }

    private func group(_ tree: CopySourceTree, _ matches: [SourceMatch], _ range: SourceRange) -> CopyGroup {
        CopyGroup(tree: tree, matches: matches, range: range, unpacks: unpacksArchives)
    }

    /// `--exclude`: what is in each directory named, and each file named, unless a pattern matches it.
    private func groups(
        of path: CopyPath, in source: CopySourceTree, without excludes: IgnorePatterns
    ) throws(BuildError) -> [CopyGroup] {
        var groups = [CopyGroup]()
        for match in try source.matches(path.path) {
            if try source.root.status(of: match.path)?.isDirectory == true {
                var tree = source
                tree.filter = source.filter(below: match.path, only: nil, without: excludes)
                groups.append(group(tree, [match], path.range))
            } else if !excludes.isExcluded(match.copiedName ?? "") {
                groups.append(group(source, [match], path.range))
            }
        }
        return groups
    }

    /// `--parents`: what the source names, each with the directories above it up to the pivot `/./`.
    private func groups(
        keepingParentsOf path: CopyPath, in source: CopySourceTree, _ excludes: IgnorePatterns
    ) throws(BuildError) -> [CopyGroup] {
        let (pivot, pattern) = Self.cut(path.path)
        let wanted = pattern.isEmpty ? "**" : pattern
        if !PathPattern.hasWildcards(pivot), !PathPattern.hasWildcards(pattern) {
            _ = try source.matches(pivot.isEmpty ? pattern : "\(pivot)/\(pattern)")
        }
        // All is excluded but the pattern and what is below it.
        let only = try IgnorePatterns(["**", "!\(wanted)"].map { Word(text: $0, range: path.range) })
        var groups = [CopyGroup]()
        for match in try source.matches(pivot) {
            var tree = source
            tree.filter = source.filter(below: match.path, only: only, without: excludes)
            groups.append(group(tree, [match], path.range))
        }
        return groups
    }

    /// The path before the first `/./` and what follows it; without one, the root and the whole path.
    private static func cut(_ path: String) -> (pivot: String, pattern: String) {
        var parts = path.split(separator: "/", omittingEmptySubsequences: false)
        let place = parts.indices.dropFirst().dropLast().first { parts[$0] == "." }
        let pivot = place.map { parts[..<$0].joined(separator: "/") } ?? ""
        if let place { parts.removeFirst(place + 1) }
        let names = parts.filter { !$0.isEmpty && $0 != "." }
        return (pivot, names.joined(separator: "/"))
    }

}

extension CopySourceTree {
    /// The files that one source names.
    ///
    /// - Throws: also for a pattern that is none.
    fileprivate func matches(_ path: String) throws(BuildError) -> [SourceMatch] {
        for component in path.split(separator: "/").map(String.init) where PathPattern.hasWildcards(component) {
            _ = try PathPattern(component)
        }
        let matcher = SourceMatcher(
            root: root, filter: filter, hasWildcards: PathPattern.hasWildcards,
            matches: { pattern, name in (try? PathPattern(pattern))?.matches(name) ?? false })
        return try matcher.expand(path)
    }

    /// What counts as absent below one directory: what is absent anyway, and what these patterns, which are relative to
    /// the directory, exclude.
    fileprivate func filter(below directory: FilePath, only: IgnorePatterns?, without: IgnorePatterns) -> TreeFilter {
        let all = filter
        let length = directory.components.isEmpty ? 0 : directory.removingRoot().string.utf8.count + 1
        let patterns = [only, without].compactMap(\.self)
        return TreeFilter(
            mayContainIncluded: { path in
                let relative = String(decoding: path.utf8.dropFirst(length), as: UTF8.self)
                return all?.isExcluded(path, true) != true || all?.mayContainIncluded(path) == true
                    ? patterns.allSatisfy { $0.mayContainIncluded(directory: relative) } : false
            },
            isExcluded: { path, isDirectory in
                let relative = String(decoding: path.utf8.dropFirst(length), as: UTF8.self)
                return all?.isExcluded(path, isDirectory) == true || patterns.contains { $0.isExcluded(relative) }
            })
    }
}
