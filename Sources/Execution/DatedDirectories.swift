import Diagnostics
import Glibc
import Layers
import Planning
import Store
import SystemPackage

/// The directories that WORKDIR, COPY and ADD made or put something into. Here their times do not depend on when that was;
/// in BuildKit they are as new as the build, so that an image whose times are rewritten has its epoch there.
struct DatedDirectories {
    /// The time that each has, in seconds since 1970, by its absolute path.
    private(set) var times: [String: Int64] = [:]

    /// For each of a build's own layers, the lowest first, the directories of it and those below it.
    ///
    /// - Throws: `store` for what can't be looked at.
    static func ofLayers(
        _ layers: [Snapshot], on base: Snapshot?, _ plan: BuildPlan, _ store: ImageStore
    ) throws(BuildError) -> [DatedDirectories] {
        let operations = plan.history.compactMap { entry in entry.step.map { plan[$0].operation } }
        var lowers = [RootedDirectory]()
        for directory in try store.snapshots.lowerDirectories(of: base) {
            lowers.append(try RootedDirectory(FilePath(directory)))
        }
        var directories = DatedDirectories()
        var all = [DatedDirectories]()
        for (layer, operation) in zip(layers, operations) {
            let upper = try RootedDirectory(FilePath(store.snapshots.upperDirectory(of: layer)))
            try directories.add(operation, in: upper, on: lowers)
            all.append(directories)
            lowers.append(upper)
        }
        return all
    }

    private mutating func add(
        _ operation: Operation, in layer: RootedDirectory, on lowers: [RootedDirectory]
    ) throws(BuildError) {
        switch operation {
        case .makeDirectory(let directory):
            try add(above: FilePath(directory.path).appending("."), in: layer, on: lowers)
        case .copy(let copy):
            let destination = FilePath(copy.destination).lexicallyNormalized()
            let isInside = try Self.putsInside(copy, destination, in: layer)
            // Linked files know of nothing below them.
            try add(
                above: isInside ? destination.appending(".") : destination, in: layer, on: copy.isLinked ? [] : lowers)
        case .image, .run: return
        }
    }

    /// Adds the directory that something was put into, and if the step made it, the one that it was put into.
    private mutating func add(
        above path: FilePath, in layer: RootedDirectory, on lowers: [RootedDirectory]
    ) throws(BuildError) {
        var directory = path.removingLastComponent()
        while !directory.components.isEmpty {
            guard let status = try layer.status(of: directory), status.kind == .directory else { return }
            times[directory.string] = status.modified.seconds
            for lower in lowers where try lower.status(of: directory)?.kind == .directory { return }
            directory.removeLastComponent()
        }
    }

    /// Whether what is copied has its own names in the destination. The contents of a directory become those of the
    /// destination, which then has that directory's time.
    private static func putsInside(
        _ copy: CopyOperation, _ destination: FilePath, in layer: RootedDirectory
    ) throws(BuildError) -> Bool {
        guard try layer.status(of: destination)?.kind == .directory else { return false }
        if copy.keepsParents { return true }
        let names = try layer.names(in: destination).map { String(decoding: $0.bytes, as: UTF8.self) }
        let patterns = copy.sources.compactMap { FilePath($0.path).lastComponent?.string } + copy.files.map(\.name)
        return patterns.contains { pattern in names.contains { fnmatch(pattern, $0, 0) == 0 } }
    }
}
