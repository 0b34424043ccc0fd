package import Diagnostics
import Glibc
import Subprocess
package import SystemPackage

/// The program that makes a container of a bundle: crun, or else runc.
package struct OCIRuntime: Sendable, Hashable {
    package enum Kind: String, Sendable, CaseIterable {
        case crun, runc
    }

    package let kind: Kind
    package let path: FilePath
    /// Why it is this one, for people: `first of crun and runc in PATH`.
    package let reason: String

    /// Finds crun, else runc, in `searchPath`.
    ///
    /// - Parameter choice: What `PITH_RUNTIME` says: a name or a path, which then must be one of the two. Throws
    ///   `BuildError(.programMissing)` where nothing is found, `usage` where the choice is neither crun nor runc.
    package static func find(
        choice: String? = getenv("PITH_RUNTIME").map { String(cString: $0) }, searchPath: String? = nil
    ) throws(BuildError) -> OCIRuntime {
        let searchPath = searchPath ?? ExecutableSearch.path
        if let choice, !choice.isEmpty { return try chosen(choice, searchPath) }
        for kind in Kind.allCases {
            guard let path = ExecutableSearch.find(kind.rawValue, in: searchPath) else { continue }
            let reason = kind == .crun ? "crun is there, the faster of the two" : "runc is there, and crun is not"
            return OCIRuntime(kind: kind, path: FilePath(path), reason: reason)
        }
        throw BuildError(
            .programMissing, "no OCI runtime: neither crun nor runc is in PATH",
            help: "apt-get install crun (or runc)")
    }

    private static func chosen(_ choice: String, _ searchPath: String) throws(BuildError) -> OCIRuntime {
        guard let path = ExecutableSearch.find(choice, in: searchPath).map({ FilePath($0) }) else {
            throw BuildError(
                .programMissing, "no OCI runtime: '\(choice)', which PITH_RUNTIME names, is not there",
                help: "unset PITH_RUNTIME, or apt-get install crun (or runc)")
        }
        let name = path.lastComponent?.string ?? ""
        guard let kind = Kind.allCases.first(where: { name.contains($0.rawValue) }) else {
            throw BuildError(
                .usage, "PITH_RUNTIME names '\(choice)': it must be crun or runc", help: "unset PITH_RUNTIME")
        }
        return OCIRuntime(kind: kind, path: path, reason: "PITH_RUNTIME names it")
    }

    /// The first line of `--version`. Throws `BuildError(.sandbox)` where the program can't be run.
    package func version() async throws(BuildError) -> String {
        do {
            let result = try await Subprocess.run(
                .path(path), arguments: ["--version"], output: .string(limit: 65_536), error: .discarded)
            return result.standardOutput.split(separator: "\n").first.map(String.init) ?? ""
        } catch {
            throw BuildError(.sandbox, "running '\(path)' failed: \(error)", underlying: error)
        }
    }
}
