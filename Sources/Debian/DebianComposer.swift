package import Diagnostics
import FoundationEssentials
package import ImageModel
import Layers
import SystemPackage

/// Composes a small Debian with apt. Its packages are unpacked straight into a root file system; only then their
/// maintainer scripts run, in a container of it.
///
/// The caller must be the superuser of its user namespace, in a mount and a PID namespace of its own.
package struct DebianComposer: Sendable {
    /// Where some 400 MB are kept for the time of a composition. Programs must work there.
    package let temporaryDirectory: String

    package init(temporaryDirectory: String) {
        self.temporaryDirectory = temporaryDirectory
    }

    /// - Throws: `invalidInput` for a platform other than this machine's, whose programs don't run.
    package static func check(_ platform: Platform) throws(BuildError) {
        guard platform == .host, ["amd64", "arm64"].contains(platform.architecture) else {
            throw BuildError(
                .invalidInput, "Debian can't be composed for \(platform): this machine is \(Platform.host)")
        }
    }

    /// Composes an image of one layer. Equal locks give equal images.
    ///
    /// - Parameters:
    ///   - lock: the packages.
    ///   - files: the paths of their files, in the same order, whose digests have been verified.
    ///   - report: takes lines about what is going on.
    /// - Throws: `invalidInput` for a platform other than this machine's; `corrupt` for a package that is damaged or leads
    ///   outside the root; `stepFailed` where a maintainer script fails; `programMissing`, `sandbox`, `diskFull`, `store`,
    ///   `interrupted`.
    package func compose(
        _ image: DebianImage, lock: PackageLock, files: [String], for platform: Platform, into blobs: any BlobStore,
        report: @escaping @Sendable (String) -> Void
    ) async throws(BuildError) -> ImageDraft {
        try DebianComposer.check(platform)
        let created = lock.releases[image.release.suite] ?? lock.date
        guard let date = try? Date(created, strategy: .iso8601) else {
            throw BuildError(.corrupt, "the lock can't be used: '\(created)' is no date")
        }
        let directory = try WorkingDirectory(in: temporaryDirectory)
        do throws(BuildError) {
            let layer = try await layer(
                of: image, lock, files, platform, date: Int64(date.timeIntervalSince1970), in: directory, blobs, report)
            await directory.remove()
            let config = DebianComposer.config(image.release, platform, created: created)
            return ImageDraft(layers: [layer], config: config)
        } catch {
            await directory.remove()
            throw error
        }
    }

    private func layer(
        of image: DebianImage, _ lock: PackageLock, _ files: [String], _ platform: Platform, date: Int64,
        in directory: WorkingDirectory, _ blobs: any BlobStore, _ report: @escaping @Sendable (String) -> Void
    ) async throws(BuildError) -> LayerInfo {
        report("unpacking \(lock.packages.count) packages")
        let contents = try ContentFile(in: directory.path)
        let packages = try await lock.unpack(files, into: contents)
        let root = FilePath(try directory.makeDirectory("root"))
        let archive = FilePath("\(directory.path)/root.tar")
        let preinstalled = try await blockingThread { () throws(BuildError) in
            let debian = try DebianTree(
                image, packages, architecture: platform.architecture, sources: lock.sources, date: date)
            try DebianComposer.write(debian.tree, contents, to: root, through: archive)
            return debian.preinstalled
        }
        let scripts = PackageScripts(root: root, directory: FilePath(try directory.makeDirectory("runtime")))
        report("configuring them")
        try await scripts.run(preinstalled, architecture: platform.architecture, date: date)
        return try await blockingThread { () throws(BuildError) in
            let writer = try blobs.makeWriter()
            do throws(BuildError) {
                _ = try LayerWriter(times: .upTo(date)).write(upper: root, lowers: [], to: BlobSink(writer))
                let (digest, size) = try writer.commit(expecting: nil)
                let blob = Descriptor(mediaType: .ociLayer, digest: digest, size: size)
                return LayerInfo(diffID: digest, blob: blob)
            } catch {
                writer.cancel()
                throw error
            }
        }
    }

    /// Makes a root file system of a tree, by way of a tar.
    private static func write(
        _ tree: RootTree, _ contents: ContentFile, to root: FilePath, through archive: FilePath
    ) throws(BuildError) {
        let descriptor: FileDescriptor
        do {
            descriptor = try .open(
                archive, .readWrite, options: [.create, .exclusiveCreate], permissions: .ownerReadWrite)
        } catch {
            throw BuildError(.store, "'\(archive)' can't be made: \(error)", underlying: error)
        }
        defer { try? descriptor.close() }
        try tree.write(layer: 0, contents: contents, to: FileSink(descriptor))
        do {
            try descriptor.seek(offset: 0, from: .start)
        } catch {
            throw BuildError(.store, "'\(archive)' can't be read: \(error)", underlying: error)
        }
        _ = try LayerApplier(maximumSize: 32 << 30).apply(FileSource(descriptor), upper: root, lowers: [])
    }

    private static func config(_ release: DebianRelease, _ platform: Platform, created: String) -> ImageConfig {
        var container = ContainerConfig()
        container.cmd = ["bash"]
        container.setEnvironment("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
        var config = ImageConfig(platform: platform, config: container)
        config.created = created
        config.history = [HistoryEntry(created: created, createdBy: "composed from \(release)")]
        return config
    }
}
