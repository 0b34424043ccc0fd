package import Diagnostics
package import ImageModel

/// A file that people keep beside a specification: the lock of an image for each of its platforms.
package struct PackageLockFile: Hashable, Sendable, Codable {
    /// By platform: `linux/amd64`.
    private let locks: [String: PackageLock]

    package init(_ locks: [(Platform, PackageLock)]) {
        self.locks = Dictionary(locks.map { ($0.description, $1) }) { $1 }
    }

    /// Reads a file.
    ///
    /// - Throws: `usage`, with the name of the file, for what is no lock.
    package init(parsing file: SourceFile) throws(BuildError) {
        do throws(BuildError) {
            self = try CanonicalJSON.decode(PackageLockFile.self, from: file.bytes, what: "a package lock")
        } catch {
            throw BuildError(.usage, "'\(file.name)' can't be used: \(error.message)", help: "make it with 'pith lock'")
        }
    }

    /// The text of the file, for people and their version control: equal locks give equal texts.
    package func encoded() throws(BuildError) -> String { try CanonicalJSON.encodePretty(self) }

    /// The lock of an image for a platform.
    ///
    /// - Parameters:
    ///   - name: what the image is called.
    ///   - request: the `requestDigest` of the image.
    /// - Throws: `usage` where the lock is of another specification, or has another platform only.
    package func lock(of name: String, request: Digest, for platform: Platform) throws(BuildError) -> PackageLock {
        guard let lock = locks[platform.description] else {
            let platforms = locks.keys.sorted().joined(separator: ", ")
            throw BuildError(
                .usage, "the lock does not have \(platform): it has \(platforms)",
                help: "pith lock --platform \(platform) \(name)")
        }
        guard lock.request == request else {
            throw BuildError(
                .usage, "the lock is not one of '\(name)' as it is now: it was made for '\(lock.image)'",
                help: "make it anew: pith lock \(name)")
        }
        return lock
    }
}
