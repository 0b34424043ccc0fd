import Debian
import Diagnostics
import FoundationEssentials
import Glibc
import ImageModel
import Sandbox

/// A package that a test builds with dpkg-deb.
struct TestPackage {
    let name: String
    var fields = ""
    /// Contents by path below the package's root; a link is `-> TARGET`, a directory ends with a slash.
    var files: [String: String] = [:]
    var compression = "xz"

    /// Builds the package's file in a directory.
    ///
    /// - Returns: what a lock says of it, for a layer.
    func build(in directory: String, layer: String?) async throws -> PackageLock.Package {
        let root = "\(directory)/root-\(name)"
        try write("DEBIAN/control", control, below: root)
        for (path, content) in files { try write(path, content, below: root) }
        let file = "\(directory)/\(name).deb"
        try await run("dpkg-deb", ["--root-owner-group", "-Z\(compression)", "--build", root, file])
        let bytes = Array(try Data(contentsOf: URL(filePath: file)))
        return PackageLock.Package(
            name: name, version: "1", architecture: "all", path: "\(name).deb", size: Int64(bytes.count),
            digest: Digest(of: bytes), layer: layer)
    }

    private var control: String {
        let end = fields.isEmpty ? "" : "\(fields)\n"
        return """
            Package: \(name)
            Version: 1
            Architecture: all
            Maintainer: Nobody <nobody@example.com>
            Description: a test's package
            \(end)
            """
    }

    private func write(_ path: String, _ content: String, below root: String) throws {
        let file = "\(root)/\(path)"
        if path.hasSuffix("/") {
            try FileManager.default.createDirectory(atPath: file, withIntermediateDirectories: true)
            return
        }
        let parent = String(file[..<(file.lastIndex(of: "/") ?? file.startIndex)])
        try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        if content.hasPrefix("-> ") {
            try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: String(content.dropFirst(3)))
        } else {
            try Data(content.utf8).write(to: URL(filePath: file))
        }
    }
}

/// Runs a program that has to succeed, and gives what it prints.
@discardableResult
func run(_ program: String, _ arguments: [String]) async throws -> String {
    let (status, output) = try await HostProcess(program, arguments).collect(limit: 16 << 20)
    guard status == 0 else { throw ProgramFailure(description: "\(program) \(arguments) ended with \(status)") }
    return String(decoding: output, as: UTF8.self)
}

struct ProgramFailure: Error, CustomStringConvertible {
    let description: String
}
