import FoundationEssentials
import Glibc
import Testing

/// The files of this repository, read where the tests were compiled from.
enum Repository {
    /// The repository's directory, links in the path of this file resolved.
    static let root: String = {
        guard let file = realpath(#filePath, nil) else { return "." }
        defer { free(file) }
        return String(cString: file).split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
            .joined(separator: "/")
    }()

    static func text(_ path: String) throws -> String {
        let bytes = try #require(FileManager.default.contents(atPath: "\(root)/\(path)"), "'\(path)' can't be read")
        return String(decoding: bytes, as: UTF8.self)
    }

    /// All Swift files below `Sources`, sorted by path.
    static func sources() throws -> [SourceText] { try loadedSources.get() }

    private static let loadedSources = Result {
        let paths = try FileManager.default.subpathsOfDirectory(atPath: "\(root)/Sources").sorted()
        return try paths.filter { $0.hasSuffix(".swift") }.map { path in
            SourceText(path: "Sources/\(path)", text: try text("Sources/\(path)"))
        }
    }
}
