package import Dockerfile
import Diagnostics
import Layers
package import SystemPackage

/// A directory of the user's that COPY takes files from, without what its ignore file excludes.
package struct BuildContext: Sendable {
    /// Absolute.
    package let directory: FilePath
    package let ignore: IgnorePatterns
    /// Where the digests of its files are remembered; nil for a directory that is there for one build only.
    package let index: FilePath?
    /// Whether its files get the modes that git would give them, whatever they have.
    package let normalizesModes: Bool

    /// Whether its files keep their owners: those of an archive do, and those of a directory are root's.
    package let keepsOwners: Bool

    package init(
        directory: FilePath, ignore: IgnorePatterns, index: FilePath?, normalizesModes: Bool = false,
        keepsOwners: Bool = false
    ) {
        self.directory = directory
        self.ignore = ignore
        self.index = index
        self.normalizesModes = normalizesModes
        self.keepsOwners = keepsOwners
    }
}

/// The directories of one build: the main context and the named ones.
package struct BuildContexts: Sendable {
    private let main: BuildContext
    private let named: [String: BuildContext]

    package init(main: BuildContext, named: [String: BuildContext]) {
        self.main = main
        self.named = named
    }

    func context(_ name: String?) throws(BuildError) -> BuildContext {
        guard let name else { return main }
        guard let context = named[name] else {
            throw BuildError(.internalError, "build context '\(name)' is not there")
        }
        return context
    }
}
