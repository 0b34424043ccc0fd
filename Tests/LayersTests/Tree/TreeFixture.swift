import Diagnostics
import Glibc
import SystemPackage
import Testing

@testable import Layers

/// A directory of a test's own, gone when the test is over.
final class TreeFixture {
    let path: String

    init() throws {
        var template = Array("/tmp/pith-tree-XXXXXX".utf8CString)
        let made = mkdtemp(&template).map { String(cString: $0) }
        path = try #require(made)
    }

    deinit {
        _ = try? TreeFixture.output(of: "chmod -R u+rwx '\(path)' 2>/dev/null; rm -rf '\(path)'")
    }

    /// `attribute FILE NAME HEX` sets an extended attribute; `attributes` lists those of all files below.
    private static let functions = """
        attribute() {
            python3 -c 'import os, sys; os.setxattr(sys.argv[1], sys.argv[2], bytes.fromhex(sys.argv[3]))' "$@"
        }
        attributes() {
            find . ! -type l -print0 | sort -z | python3 -c '
        import os, sys
        for path in sys.stdin.buffer.read().split(b"\\0")[:-1]:
            print(path, [(name, os.getxattr(path, name)) for name in sorted(os.listxattr(path))])'
        }
        """

    /// Runs a shell script with the fixture as its working directory and returns what it prints.
    ///
    /// A script that fails, a program it lacks included, fails the test.
    @discardableResult
    func shell(_ script: String) throws -> String {
        try TreeFixture.output(of: "set -eu\n\(TreeFixture.functions)\ncd '\(path)'\n\(script)")
    }

    /// A directory of the fixture, made if it isn't there.
    func root(_ name: String = ".") throws -> RootedDirectory {
        try shell("mkdir -p '\(name)'")
        return try RootedDirectory(FilePath("\(path)/\(name)"))
    }

    static func output(of script: String) throws -> String {
        let quoted = script.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
        let pipe = try #require(popen("exec sh -c '\(quoted)' 2>&1", "r"))
        var bytes = [UInt8]()
        var buffer = [UInt8](repeating: 0, count: 4096)
        while case let count = fread(&buffer, 1, buffer.count, pipe), count > 0 { bytes += buffer[..<count] }
        let status = pclose(pipe)
        let text = String(decoding: bytes, as: UTF8.self)
        try #require(status == 0, "\(script)\n\(text)")
        return text
    }
}

/// Matches `*` at the start or end of a pattern, which is all that these tests need.
@Sendable func simpleMatch(_ pattern: String, _ name: String) -> Bool {
    if pattern == "*" { return true }
    if pattern.hasPrefix("*") { return name.hasSuffix(pattern.dropFirst()) }
    if pattern.hasSuffix("*") { return name.hasPrefix(pattern.dropLast()) }
    return pattern == name
}

extension SourceMatcher {
    init(_ root: RootedDirectory, filter: TreeFilter? = nil) {
        self.init(root: root, filter: filter, hasWildcards: { $0.contains("*") }, matches: simpleMatch)
    }
}

extension TreeFilter {
    /// Excludes whatever lies at or below one of the paths, but for what lies at or below one of the exceptions.
    static func excluding(_ paths: String..., except exceptions: [String] = []) -> TreeFilter {
        TreeFilter(hasExceptions: !exceptions.isEmpty) { path, _ in
            func isWithin(_ top: String) -> Bool { path == top || path.hasPrefix(top + "/") }
            return paths.contains(where: isWithin) && !exceptions.contains(where: isWithin)
        }
    }
}

/// Expects an error with this code.
func expect<Value>(
    _ code: BuildError.Code, sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws(BuildError) -> Value
) {
    do throws(BuildError) {
        _ = try body()
        Issue.record("nothing was thrown", sourceLocation: sourceLocation)
    } catch {
        #expect(error.code == code, sourceLocation: sourceLocation)
    }
}
