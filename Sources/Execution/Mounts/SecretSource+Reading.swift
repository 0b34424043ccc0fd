import Diagnostics
import SystemPackage

extension SecretSource {
    /// The most bytes that a secret may have, as in BuildKit.
    private static let limit = 500 * 1024

    /// The secret; nil for a variable that is not set.
    ///
    /// - Throws: `notFound` for a file that can't be read, `usage` for more bytes than a secret may have.
    func content(of name: String) throws(BuildError) -> [UInt8]? {
        let content: [UInt8]
        switch self {
        case .value(nil): return nil
        case .value(let value?): content = Array(value.utf8)
        case .file(let path):
            do {
                content = try Self.read(path)
            } catch {
                throw BuildError(.notFound, "secret '\(name)' can't be read: '\(path)': \(error)", underlying: error)
            }
        }
        guard content.count <= Self.limit else {
            throw BuildError(.usage, "secret '\(name)' can't be used: it has more than \(Self.limit) bytes")
        }
        return content
    }

    /// The content of a file, of which no more is read than shows that it is too long.
    private static func read(_ path: FilePath) throws -> [UInt8] {
        let file = try FileDescriptor.open(path, .readOnly)
        return try file.closeAfter {
            var content = [UInt8]()
            var chunk = [UInt8](repeating: 0, count: 64 * 1024)
            while content.count <= limit {
                let count = try chunk.withUnsafeMutableBytes { try file.read(into: $0) }
                if count == 0 { break }
                content += chunk[..<count]
            }
            return content
        }
    }
}
