import Diagnostics
import Dispatch
import ImageModel
import Synchronization
import SystemPackage

/// Digests of what regular files hold: their content, and the extended attributes that images carry.
struct ContentDigests: Sendable {
    let root: RootedDirectory
    let index: StatIndex?

    /// The digest, if the index has it.
    func known(_ entry: TreeEntry) -> Digest? {
        index?.digest(of: entry.status)
    }

    /// Reads files, as many at a time as there are processors, and tells the index.
    ///
    /// - Returns: the digests in the order of the files.
    func read(_ entries: [TreeEntry]) throws(BuildError) -> [Digest] {
        let results = Mutex([Result<Digest, BuildError>?](repeating: nil, count: entries.count))
        DispatchQueue.concurrentPerform(iterations: entries.count) { position in
            let result = read(entries[position])
            results.withLock { $0[position] = result }
        }
        var digests = [Digest]()
        for case let result? in results.withLock({ $0 }) { digests.append(try result.get()) }
        return digests
    }

    private func read(_ entry: TreeEntry) -> Result<Digest, BuildError> {
        do throws(Errno) {
            let digest = try entry.directory.openFile(entry.name).contentDigest()
            index?.record(digest, of: entry.status)
            return .success(digest)
        } catch {
            return .failure(root.failure(error, entry.path, "be read"))
        }
    }
}

extension OpenFile {
    /// The SHA-256 of a regular file's content, or, if it has extended attributes that images carry, of that and them.
    fileprivate func contentDigest() throws(Errno) -> Digest {
        var hasher = DigestHasher()
        try forEachBlock { block throws(Errno) in hasher.update(block) }
        let content = hasher.finalize()
        let attributes = try carriedAttributes()
        if attributes.isEmpty { return content }
        var combined = DigestHasher()
        combined.update(digest: content)
        for attribute in attributes {
            combined.update(field: attribute.name.description)
            combined.update(number: attribute.value.count)
            attribute.value.withUnsafeBytes { combined.update($0) }
        }
        return combined.finalize()
    }
}
