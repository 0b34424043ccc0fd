package import Diagnostics
import Glibc
package import SystemPackage

extension RootedDirectory {
    /// The path without links that `path` leads to, absolute inside the root.
    ///
    /// What isn't there needn't be: a dangling link, the last component's included, leads to the place where its target
    /// would be, and components below a missing one are taken as they are written.
    ///
    /// - Throws: `failureCode` for a loop of links, or for a path that goes on below something that isn't a directory.
    package func resolve(_ path: FilePath) throws(BuildError) -> FilePath {
        var resolved = FilePath("/")
        var pending = Array(path.components.reversed())
        var links = 0
        while let component = pending.popLast() {
            switch component.kind {
            case .currentDirectory: continue
            case .parentDirectory: resolved.removeLastComponent()
            case .regular:
                let candidate = resolved.appending(component)
                let status = try status(of: candidate)
                if status?.kind == .symbolicLink {
                    links += 1
                    guard links <= RootedDirectory.mostLinks else {
                        throw failure(.tooManySymbolicLinkLevels, path, "be resolved")
                    }
                    let target = try readLink(candidate)
                    if target.isAbsolute { resolved = FilePath("/") }
                    pending += target.components.reversed()
                } else {
                    if let status, !status.isDirectory, !pending.isEmpty {
                        throw failure(.notDirectory, candidate, "be entered")
                    }
                    resolved = candidate
                }
            }
        }
        return resolved
    }

    /// As many links as the kernel follows in one path (path_resolution(7)).
    private static let mostLinks = 40
}
