import Diagnostics
import Glibc

extension PackageRepository {
    /// The release file of a suite, signed and still valid: `InRelease`, else `Release` with `Release.gpg` (Debian's
    /// repository format, "Release files").
    ///
    /// - Parameter directory: where files are kept meanwhile.
    func releaseFile(of suite: ArchiveSuite, in directory: WorkingDirectory) async throws(BuildError) -> ReleaseFile {
        let signature = ReleaseSignature(keyring: keyring, subject: "'\(suite.address)'")
        let text: [UInt8]
        if let message = try await document("InRelease", of: suite) {
            text = try await signature.text(of: message, in: directory)
        } else if let release = try await document("Release", of: suite) {
            guard let detached = try await document("Release.gpg", of: suite) else {
                throw BuildError(.corrupt, "'\(suite.address)' can't be trusted: it is not signed")
            }
            try await signature.check(release, signature: detached, in: directory)
            text = release
        } else {
            throw BuildError(
                .unreachable, "'\(suite.address)' is not there: the mirror has no such suite",
                help: "name another mirror: --mirror http://HOST/debian")
        }
        let file = try ReleaseFile(parsing: String(decoding: text, as: UTF8.self))
        guard file.codename == suite.name else {
            throw BuildError(.corrupt, "'\(suite.address)' can't be used: it says that it is '\(file.codename)'")
        }
        if checksValidity, let end = file.validUntil, end < Int(time(nil)) {
            throw BuildError(
                .corrupt, "'\(suite.address)' can't be used: it expired at \(end.formattedAsRFC3339)",
                help: "a mirror that is kept as it was, a snapshot, needs --allow-expired")
        }
        return file
    }

    private func document(_ name: String, of suite: ArchiveSuite) async throws(BuildError) -> [UInt8]? {
        try await client.document("\(suite.address)/\(name)", limit: ReleaseSignature.maximumSize)
    }
}
