package import Diagnostics

extension DebianMirror {
    /// The mirror that this machine's apt uses.
    ///
    /// - Throws: `usage`, naming `--mirror`, if it has none that is Debian's.
    package static func ofThisMachine(for release: DebianRelease) throws(BuildError) -> DebianMirror {
        guard let mirror = DebianMirror(in: AptSource.host()) else {
            throw BuildError(
                .usage, "a mirror for \(release) can't be found: this machine's apt knows none",
                help: "--mirror http://HOST/debian")
        }
        return mirror
    }
}
