import Glibc
import SystemPackage

/// The program under test, with all of its state in one directory.
struct Pith: Sendable {
    /// `PITH_ROOT`: no two tests share one unless they mean to.
    let root: FilePath
    /// Where the commands run; paths in their arguments are relative to it.
    let directory: FilePath
    /// Variables beside those that keep the program to its own state and configuration.
    var environment: [String: String] = [:]
    /// A command that runs the program for the test: as another user, in a namespace.
    var wrapper: [String] = []

    /// The program: what `swift build` leaves, unless `PITH_BIN` names another.
    var program = getenv("PITH_BIN").map { String(cString: $0) } ?? source(".build/debug/pith")

    /// The root of the source tree.
    static let project = FilePath(#filePath).removingLastComponents(4)

    /// The absolute path of a file of the source tree.
    static func source(_ name: String) -> String { project.appending(name).string }

    func command(_ arguments: [String], input: String = "") throws -> Command {
        guard access(program, X_OK) == 0 else {
            throw Failure("no program at \(program): run 'swift build', or set PITH_BIN")
        }
        let variables = [
            "PITH_ROOT": root.string, "XDG_CONFIG_HOME": directory.appending("configuration").string,
            "DOCKER_CONFIG": directory.appending("docker").string,
            "CONTAINERS_REGISTRIES_CONF": Self.source("Tests/registries.conf"),
        ]
        return Command(
            arguments: wrapper + [program] + arguments, environment: variables.merging(environment) { $1 },
            directory: directory, input: input)
    }

    func callAsFunction(_ arguments: String..., input: String = "") async throws -> Outcome {
        try await command(arguments, input: input).run()
    }

    /// Runs a command that must succeed, and returns its standard output without the last line feed.
    @discardableResult
    func succeed(_ arguments: String..., input: String = "") async throws -> String {
        try await command(arguments, input: input).succeed().text
    }
}

extension FilePath {
    fileprivate func removingLastComponents(_ count: Int) -> FilePath {
        var path = self
        for _ in 0..<count { path.removeLastComponent() }
        return path
    }
}
