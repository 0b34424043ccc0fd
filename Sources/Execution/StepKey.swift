import ImageModel
import Planning

/// The cache keys of steps.
///
/// A step's key covers its operation and the keys of what it reads. With the keys of its inputs' *definitions* it can be
/// had before anything has run; with the keys of their *results* it stays the same when an input was made anew but came
/// out equal. Bump `version` whenever the same key would mean other files.
enum StepKey {
    private static let version = 2

    /// - Parameters:
    ///   - base: the key of the root file system that the step starts from.
    ///   - files: for each of the step's sources its key, or the digest of the files that are taken; build contexts first.
    static func of(_ operation: Operation, base: Digest?, files: [Digest]) -> Digest {
        var hasher = DigestHasher()
        hasher.update(number: version)
        hasher.update(digest: base ?? nothing)
        hasher.update(number: files.count)
        for digest in files { hasher.update(digest: digest) }
        switch operation {
        case .image(let image): feed(image, &hasher)
        case .run(let run): feed(run, &hasher)
        case .copy(let copy): feed(copy, &hasher)
        case .makeDirectory(let directory):
            hasher.update(field: "working directory")
            hasher.update(field: directory.path)
            hasher.update(field: directory.user)
        }
        return hasher.finalize()
    }

    /// The key of an empty root.
    static let nothing = Digest(of: [])

    /// The key of the lowest `count` layers of an image: what is in them, wherever they came from.
    static func ofLayers(_ chainID: Digest) -> Digest {
        var hasher = DigestHasher()
        hasher.update(number: version)
        hasher.update(field: "layers")
        hasher.update(digest: chainID)
        return hasher.finalize()
    }

    private static func feed(_ image: ResolvedImage, _ hasher: inout DigestHasher) {
        hasher.update(field: "image")
        for layer in image.layers { hasher.update(digest: layer.diffID) }
    }

    private static func feed(_ run: RunOperation, _ hasher: inout DigestHasher) {
        hasher.update(field: "run")
        feed(run.arguments, &hasher)
        feed(run.environment, &hasher)
        hasher.update(field: run.workingDirectory)
        hasher.update(field: run.user)
        hasher.update(field: run.network.rawValue)
        hasher.update(number: run.isPrivileged ? 1 : 0)
        // Where a name leads may change without changing what a step does.
        feed(run.resources.hosts.map(\.name), &hasher)
        hasher.update(number: Int(run.resources.sharedMemory ?? -1))
        feed(run.resources.limits.map { "\($0.name)=\($0.soft):\($0.hard)" }, &hasher)
        if let hostname = run.hostname { hasher.update(field: hostname) }
        hasher.update(number: run.mounts.count)
        for mount in run.mounts { mount.feed(&hasher) }
        // Nothing where there are none, so that the keys of other steps stay as they were.
        for device in run.devices {
            hasher.update(field: device.isRequired ? "device, required" : "device")
            hasher.update(field: device.name)
        }
    }

    private static func feed(_ copy: CopyOperation, _ hasher: inout DigestHasher) {
        hasher.update(field: "copy")
        hasher.update(field: copy.destination)
        hasher.update(field: copy.owner ?? "")
        hasher.update(field: copy.mode ?? "")
        // What is fetched has a key of its own, made of what came.
        feed(copy.sources.map { $0.remote == nil ? $0.path : "" }, &hasher)
        feed(copy.files.map(\.name), &hasher)
        feed(copy.files.map(\.content), &hasher)
        feed(copy.excludes.map(\.path), &hasher)
        for flag in [copy.keepsParents, copy.isLinked, copy.unpacksArchives, copy.unpacksDownloads] {
            hasher.update(number: flag ? 1 : 0)
        }
    }

    private static func feed(_ fields: [String], _ hasher: inout DigestHasher) {
        hasher.update(number: fields.count)
        for field in fields { hasher.update(field: field) }
    }
}
