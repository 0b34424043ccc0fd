import FoundationEssentials

@testable import Analysis

/// What a file at a path says, nil if it is not asked.
func findings(_ path: String, _ content: [UInt8]) -> PackageFindings? {
    content.withUnsafeBytes { bytes in
        let start = UnsafeRawBufferPointer(rebasing: bytes.prefix(PackageFile.startLength))
        return PackageFile(path: Array(path.utf8), size: Int64(bytes.count), start: start)?.findings(in: bytes)
    }
}

/// The packages that a file at a path names, as `name version`.
func names(_ path: String, _ content: [UInt8]) -> [String]? {
    findings(path, content)?.packages.sorted().map { "\($0.name) \($0.version)" }
}

func names(_ path: String, _ content: String) -> [String]? { names(path, Array(content.utf8)) }

/// The content of a file of this machine.
func content(of path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(filePath: path))) }
