import Diagnostics
import Glibc
import ImageModel
import Layers
import Planning
import Store
import Synchronization
import SystemPackage

extension OperationRunner {
    /// Takes the cache mounts of a step, by their targets; each is given back when nobody holds it any more.
    func cacheMounts(
        of run: RunOperation, _ step: Step, _ inputs: StepInputs
    ) async throws -> [String: CacheMountPlace] {
        var wanted = [(key: Digest, cache: CacheMount, mount: StepMount)]()
        for mount in run.mounts {
            guard case .cache(let cache) = mount.kind else { continue }
            wanted.append((try await key(of: cache, inputs, mount), cache, mount))
        }
        // All steps take them in the same order, so that no two wait for each other.
        wanted.sort { $0.key < $1.key }
        var places = [String: CacheMountPlace]()
        var taken = [Digest: CacheMountPlace]()
        for (key, cache, mount) in wanted {
            let place: CacheMountPlace
            if let known = taken[key] { place = known } else { place = try await take(key, cache, step, inputs, mount) }
            taken[key] = place
            places[mount.target] = place
        }
        return places
    }

    /// What steps share a cache mount by.
    private func key(of cache: CacheMount, _ inputs: StepInputs, _ mount: StepMount) async throws -> Digest {
        if let directory = facilities.cacheDirectories[cache.id] {
            var hasher = DigestHasher()
            hasher.update(field: cache.id)
            hasher.update(field: directory.string)
            return hasher.finalize()
        }
        guard let contents = cache.contents else { return Self.key(of: cache, contents: nil) }
        let root = inputs.snapshot(contents.origin)
        return Self.key(of: cache, contents: try await digest(of: contents, root, for: mount))
    }

    /// What steps share a cache mount of the store by that begins empty; nil for another one.
    func key(of cache: CacheMount) -> Digest? {
        guard cache.contents == nil, facilities.cacheDirectories[cache.id] == nil else { return nil }
        return Self.key(of: cache, contents: nil)
    }

    private static func key(of cache: CacheMount, contents: Digest?) -> Digest {
        var hasher = DigestHasher()
        hasher.update(field: cache.id)
        if let contents {
            hasher.update(field: cache.contents?.path ?? "")
            hasher.update(digest: contents)
        }
        hasher.update(number: Int(cache.access.mode))
        hasher.update(number: Int(cache.access.user))
        hasher.update(number: Int(cache.access.group))
        return hasher.finalize()
    }

    private func take(
        _ key: Digest, _ cache: CacheMount, _ step: Step, _ inputs: StepInputs, _ mount: StepMount
    ) async throws -> CacheMountPlace {
        if let directory = facilities.cacheDirectories[cache.id] {
            return try await withBackoff { () throws(BuildError) in
                try store.cache.lock(key, isShared: cache.sharing == .shared).map { .directory(directory.string, $0) }
            }
        }
        if options.ignoresCache(of: step), renewals.begin(key) { try await renew(key) }
        usedMounts.add(key, cache.id)
        let restored = try restorable(key, step)
        var number = 0
        return try await withBackoff {
            switch try store.cacheMounts.take(key, number, isShared: cache.sharing == .shared) {
            case .taken(let use): return .store(use)
            case .missing:
                try await store.cacheMounts.make(key, number, id: cache.id) { directory in
                    try await prepare(FilePath(directory), cache, inputs, mount)
                    if number == 0, let restored {
                        try await restore(restored, into: FilePath(directory), cache, step)
                    }
                }
            case .busy where cache.sharing == .private: number += 1
            case .busy: break
            }
            return nil
        }
    }

    /// A build that takes nothing from the cache begins with empty cache mounts too, as BuildKit has it.
    private func renew(_ key: Digest) async throws {
        _ = try await withBackoff { () throws(BuildError) in try store.cacheMounts.remove(key, 0) ? true : nil }
    }

    private func prepare(
        _ directory: FilePath, _ cache: CacheMount, _ inputs: StepInputs, _ mount: StepMount
    ) async throws {
        do {
            if let contents = cache.contents { return try await fill(directory, with: contents, inputs) }
            guard chown(directory.string, cache.access.user, cache.access.group) == 0,
                chmod(directory.string, mode_t(cache.access.mode)) == 0
            else {
                let why = String(cString: strerror(errno))
                throw BuildError(.sandbox, "cache mount '\(cache.id)' can't be given its owner and mode: \(why)")
            }
        } catch let error as BuildError {
            throw error.located(at: mount.range)
        }
    }
}

/// The cache mounts that a build has emptied: each once.
final class CacheMountRenewals: Sendable {
    private let keys = Mutex<Set<Digest>>([])

    /// Whether this one is still to be emptied.
    func begin(_ key: Digest) -> Bool { keys.withLock { $0.insert(key).inserted } }
}

/// The cache mounts of the store that steps of a build have taken.
final class UsedCacheMounts: Sendable {
    private let mounts = Mutex<[Digest: String]>([:])

    func add(_ key: Digest, _ id: String) { mounts.withLock { $0[key] = id } }

    /// Their ids, by what steps share them by.
    var all: [Digest: String] { mounts.withLock { $0 } }
}
