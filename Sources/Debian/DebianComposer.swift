package import Diagnostics
package import ImageModel

/// Makes images from Debian's signed packages with mmdebstrap.
///
/// The caller must be the superuser of its user namespace, and should be in a mount and a PID namespace of its own.
package struct DebianComposer: Sendable {
    /// Serves the packages instead of the mirror that the image's sources name.
    package let mirrorOverride: DebianMirror?
    /// Where some 400 MB are kept for the time of a composition. Device nodes and programs must work there.
    package let temporaryDirectory: String

    package init(mirrorOverride: DebianMirror? = nil, temporaryDirectory: String) {
        self.mirrorOverride = mirrorOverride
        self.temporaryDirectory = temporaryDirectory
    }

    /// Composes an image of one layer.
    ///
    /// - Parameter report: takes lines about what is going on.
    /// - Throws: `invalidInput` for a platform other than this machine's; `programMissing`; `unreachable`; `corrupt` if
    ///   the archive is not signed as it must be, too old, or changed meanwhile; `diskFull`; `interrupted`;
    ///   `stepFailed`.
    package func compose(
        _ image: DebianImage, for platform: Platform, into blobs: any BlobStore, report: @Sendable (String) -> Void
    ) async throws(BuildError) -> ComposedImage {
        try check(platform)
        let directory = try WorkingDirectory(in: temporaryDirectory)
        do throws(BuildError) {
            let composed = try await compose(image, platform, in: directory, blobs, report)
            await directory.remove()
            return composed
        } catch {
            await directory.remove()
            throw error
        }
    }

    private func compose(
        _ image: DebianImage, _ platform: Platform, in directory: WorkingDirectory, _ blobs: any BlobStore,
        _ report: (String) -> Void
    ) async throws(BuildError) -> ComposedImage {
        let release = image.release
        let engine = Mmdebstrap(release: release, directory: directory)
        let mirror = try await DebianMirror.ofThisMachine(for: release, in: directory)
        let sources = mirror.sources(for: release)
        let fetching = try directory.write((mirrorOverride ?? mirror).sources(for: release), to: "fetch.sources")
        let date = try await DebianComposer.date(of: release, in: engine.fetchReleases(fetching))
        report("composing \(release) of \(date.formattedAsRFC3339)")
        let additions = try ImageAdditions.write(to: directory, sources: sources)
        let layer = LayerInProgress(writer: try blobs.makeWriter())
        do throws(BuildError) {
            let result = try await engine.compose(
                sources: fetching, additions: additions, packages: mirror.requiredPackages, isSlim: image.isSlim,
                date: date, output: { bytes throws(BuildError) in try layer.writer.write(bytes) }, report: report)
            guard try DebianComposer.date(of: release, in: result.releases) == date else {
                throw BuildError(
                    .corrupt, "\(release) can't be composed: the archive changed meanwhile",
                    help: "run the command again")
            }
            let lock = PackageLock(
                request: image.requestDigest(for: platform), image: image.description, sources: sources,
                releases: result.releases.mapValues(\.date.formattedAsRFC3339),
                packages: try PackageLock.Package.installed(status: result.status, index: result.index))
            let (digest, size) = try layer.writer.commit(expecting: nil)
            let blob = Descriptor(mediaType: .ociLayer, digest: digest, size: size)
            let config = DebianComposer.config(release, platform, created: date.formattedAsRFC3339)
            let draft = ImageDraft(layers: [LayerInfo(diffID: digest, blob: blob)], config: config)
            return ComposedImage(draft: draft, lock: lock)
        } catch {
            layer.writer.cancel()
            throw error
        }
    }

    private func check(_ platform: Platform) throws(BuildError) {
        guard platform == .host, ["amd64", "arm64"].contains(platform.architecture) else {
            throw BuildError(
                .invalidInput, "Debian can't be composed for \(platform): this machine is \(Platform.host)")
        }
    }

    /// The date of the release itself. Its updates and security updates come more often, but a release's files are
    /// signed anew whenever one of its packages changes, so equal packages get equal dates.
    private static func date(of release: DebianRelease, in files: [String: ReleaseFile]) throws(BuildError) -> Int {
        guard let file = files[release.suite] else {
            throw BuildError(.corrupt, "\(release) can't be composed: the mirror's main archive is not that release")
        }
        return file.date
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

/// Hands a writer to the task that reads the tar, and back: that task has ended before the writer is used again.
private struct LayerInProgress: @unchecked Sendable {
    let writer: any BlobWriter
}
