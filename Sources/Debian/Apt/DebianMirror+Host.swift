package import Diagnostics

extension DebianMirror {
    /// The mirror that this machine's apt uses, else the one that mmdebstrap would.
    ///
    /// - Parameter temporaryDirectory: where files are kept meanwhile.
    /// - Throws: `usage`, naming `--mirror`, if there is none that is Debian's; `store`; `interrupted`.
    package static func ofThisMachine(
        for release: DebianRelease, temporaryDirectory: String
    ) async throws(BuildError) -> DebianMirror {
        if let mirror = DebianMirror(in: AptSource.host()) { return mirror }
        let directory = try WorkingDirectory(in: temporaryDirectory)
        do throws(BuildError) {
            let mirror = try await ofThisMachine(for: release, in: directory)
            await directory.remove()
            return mirror
        } catch {
            await directory.remove()
            throw error
        }
    }

    static func ofThisMachine(
        for release: DebianRelease, in directory: WorkingDirectory
    ) async throws(BuildError) -> DebianMirror {
        if let mirror = DebianMirror(in: AptSource.host()) { return mirror }
        do throws(BuildError) {
            return try await Mmdebstrap(release: release, directory: directory).defaultMirror()
        } catch  where error.code == .programMissing {
            throw BuildError(
                .usage, "a mirror for \(release) can't be found: this machine's apt knows none",
                help: "--mirror http://HOST/debian")
        }
    }
}
