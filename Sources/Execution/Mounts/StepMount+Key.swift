import ImageModel
import Planning

/// What of a mount is part of a step's key, beside the files that it shows: no secret's content, and nothing of a cache
/// mount that only decides which one it is.
extension StepMount {
    func feed(_ hasher: inout DigestHasher) {
        hasher.update(field: target)
        switch kind {
        case .bind(let source, let isReadOnly):
            hasher.update(field: isReadOnly ? "bind" : "bind, writable")
            source.feed(&hasher)
        case .cache(let cache):
            hasher.update(field: cache.isReadOnly ? "cache, read-only" : "cache")
            cache.contents?.feed(&hasher)
            cache.access.feed(&hasher)
        case .tmpfs(let limit, let isReadOnly):
            hasher.update(field: isReadOnly ? "tmpfs, read-only" : "tmpfs")
            hasher.update(number: Int(limit ?? -1))
        case .secret(let secret):
            hasher.update(field: "secret")
            hasher.update(field: secret.id)
            hasher.update(number: secret.isFile ? 1 : 0)
            hasher.update(field: secret.variable ?? "")
            hasher.update(number: secret.isRequired ? 1 : 0)
            secret.access.feed(&hasher)
        case .agent(let agent):
            hasher.update(field: "agent")
            hasher.update(field: agent.id)
            hasher.update(number: agent.isNamed ? 1 : 0)
            hasher.update(number: agent.isRequired ? 1 : 0)
            agent.access.feed(&hasher)
        case .script(let name, let content):
            hasher.update(field: "script")
            hasher.update(field: name)
            hasher.update(field: content)
        }
    }

    /// The files that it shows, or begins with.
    var source: MountSource? {
        switch kind {
        case .bind(let source, _): source
        case .cache(let cache): cache.contents
        case .tmpfs, .secret, .agent, .script: nil
        }
    }
}

extension MountSource {
    fileprivate func feed(_ hasher: inout DigestHasher) {
        hasher.update(field: path)
        // Named by what is in them: contexts and steps are among the step's files.
        if origin == .nothing { hasher.update(field: "nothing") }
    }
}

extension FileAccess {
    fileprivate func feed(_ hasher: inout DigestHasher) {
        hasher.update(number: Int(mode))
        hasher.update(number: Int(user))
        hasher.update(number: Int(group))
    }
}
