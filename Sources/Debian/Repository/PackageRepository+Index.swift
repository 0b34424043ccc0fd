import Diagnostics
import Glibc
import ImageModel
import Layers
import SystemPackage

extension PackageRepository {
    /// The packages of a suite. The index is fetched in the smallest form that there is, and kept uncompressed in place of
    /// the one before.
    func index(
        of suite: ArchiveSuite, _ release: ReleaseFile, _ architecture: String, hasProviders: Bool
    ) async throws(BuildError) -> PackageIndex {
        let name = "main/binary-\(architecture)/Packages"
        guard let plain = release.file(name) else {
            throw BuildError(.corrupt, "'\(suite.address)' can't be used: it has no packages for \(architecture)")
        }
        guard plain.size <= PackageRepository.maximumIndexSize else {
            throw BuildError(.corrupt, "'\(suite.address)' can't be used: its index has \(plain.size) bytes")
        }
        if plain.size == 0 { return PackageIndex(suite: suite.name) }
        let file = "\(suite.name).\(architecture).Packages"
        let known = try client.cache.find(plain.digest, size: plain.size, named: file)
        let path = if let known { known } else { try await fetch(name, as: file, plain, of: suite, release) }
        return try await blockingThread { () throws(BuildError) in
            PackageIndex(try MappedFile(path), suite: suite.name, hasProviders: hasProviders)
        }
    }

    private func fetch(
        _ name: String, as file: String, _ plain: ReleaseFile.Entry, of suite: ArchiveSuite, _ release: ReleaseFile
    ) async throws(BuildError) -> String {
        var form = (name: name, entry: plain)
        if let entry = release.file(name + ".gz") { form = (name + ".gz", entry) }
        if let entry = release.file(name + ".xz") { form = (name + ".xz", entry) }
        let folder = form.name.split(separator: "/").dropLast().joined(separator: "/")
        let byHash = "\(suite.address)/\(folder)/by-hash/SHA256/\(form.entry.digest.hex)"
        let fetched = try await client.fetch(
            (release.hasFilesByHash ? [byHash] : []) + ["\(suite.address)/\(form.name)"], digest: form.entry.digest,
            size: form.entry.size)
        let cache = client.cache
        let subject = "'\(suite.address)/\(name)'"
        return try await blockingThread { () throws(BuildError) in
            defer { unlink(fetched) }
            let target = try cache.insert(plain.digest, size: plain.size, named: file, subject: subject)
            do throws(BuildError) {
                let source = try FileRangeSource(opening: fetched)
                try decompressingArchive(source).readAll { part throws(BuildError) in try target.write(part) }
                return try target.commit()
            } catch {
                target.cancel()
                throw error
            }
        }
    }
}
