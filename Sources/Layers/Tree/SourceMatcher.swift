package import Diagnostics
import Glibc
import SystemPackage

/// Finds the files that one source of a COPY or ADD instruction names.
package struct SourceMatcher: Sendable {
    private let root: RootedDirectory
    private let filter: TreeFilter?
    private let hasWildcards: @Sendable (String) -> Bool
    private let matches: @Sendable (_ pattern: String, _ name: String) -> Bool

    /// - Parameters:
    ///   - root: the build context, or another stage's file system.
    ///   - filter: what counts as absent.
    ///   - hasWildcards: whether a component of a path is a pattern.
    ///   - matches: whether a component, as a pattern, matches a name.
    package init(
        root: RootedDirectory, filter: TreeFilter?, hasWildcards: @escaping @Sendable (String) -> Bool,
        matches: @escaping @Sendable (_ pattern: String, _ name: String) -> Bool
    ) {
        self.root = root
        self.filter = filter
        self.hasWildcards = hasWildcards
        self.matches = matches
    }

    /// The files named, sorted. `/` at the start means nothing, and `..` stops at the root. The part without wildcards
    /// is resolved first, its links followed; the rest matches component by component, and a match that is a link is
    /// followed too.
    ///
    /// - Returns: nothing if a pattern matches nothing.
    /// - Throws: `notFound` if what is named without wildcards, or what a matched link leads to, isn't there or is
    ///   excluded.
    package func expand(_ source: String) throws(BuildError) -> [SourceMatch] {
        let components = SourceMatcher.clean(source)
        let literal = components.prefix { !hasWildcards($0) }
        let start = try root.resolve(SourceMatcher.path(literal))
        if literal.count == components.count {
            return [try present(start, name: SourceMatcher.path(literal).lastComponent, source)]
        }
        guard try root.status(of: start)?.isDirectory == true else { return [] }
        var found = [SourceMatch]()
        try collect(components[literal.count...], in: start, source, into: &found)
        return found
    }

    private func collect(
        _ patterns: ArraySlice<String>, in directory: FilePath, _ source: String, into found: inout [SourceMatch]
    ) throws(BuildError) {
        guard let pattern = patterns.first else { return }
        for name in try names(in: directory) where matches(pattern, name.description) {
            let path = directory.appending(name)
            guard let status = try root.status(of: path) else { continue }
            if patterns.count > 1 {
                if status.isDirectory { try collect(patterns.dropFirst(), in: path, source, into: &found) }
            } else if try isPresent(path, status) {
                found.append(try present(try root.resolve(path), name: path.lastComponent, source))
            }
        }
    }

    private func names(in directory: FilePath) throws(BuildError) -> [FileName] {
        do throws(Errno) {
            return try root.openInRoot(directory, O_RDONLY | O_DIRECTORY).entries()
        } catch {
            throw root.failure(error, directory, "be read")
        }
    }

    private func present(
        _ path: FilePath, name: FilePath.Component?, _ source: String
    ) throws(BuildError) -> SourceMatch {
        guard let status = try root.status(of: path) else {
            throw BuildError(.notFound, "'\(source)' can't be copied: '\(path)' does not exist")
        }
        guard try isPresent(path, status) else {
            throw BuildError(.notFound, "'\(source)' can't be copied: the ignore file excludes '\(path)'")
        }
        return SourceMatch(path: path, name: name)
    }

    /// Whether a path isn't excluded, or is a directory in which something isn't.
    private func isPresent(_ path: FilePath, _ status: FileStatus) throws(BuildError) -> Bool {
        let relative = path.removingRoot().string
        guard let filter, !relative.isEmpty, filter.isExcluded(relative, status.isDirectory) else { return true }
        guard status.isDirectory, filter.mayContainIncluded(relative) else { return false }
        let match = SourceMatch(path: path, name: path.lastComponent)
        guard case .directory(_, var walk) = try match.content(in: root, filter: filter) else { return false }
        return try walk.next() != nil
    }

    private static func path(_ components: some Sequence<String>) -> FilePath {
        FilePath("/" + components.joined(separator: "/"))
    }

    /// The components of a path without `.`, `..` and empty ones.
    private static func clean(_ text: String) -> [String] {
        var components = [String]()
        for component in text.split(separator: "/") where component != "." {
            if component == ".." { _ = components.popLast() } else { components.append(String(component)) }
        }
        return components
    }
}
