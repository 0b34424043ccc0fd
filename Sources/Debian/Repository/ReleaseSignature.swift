import Diagnostics
import Glibc
import Sandbox

/// Checks the signature of a release file with gpgv(1), as apt does.
struct ReleaseSignature: Sendable {
    /// The path of the keys that may sign.
    let keyring: String
    /// What is checked, for messages: the suite's address.
    let subject: String
    /// The most bytes of a release file.
    static let maximumSize = 8 << 20

    /// The text of a message that is signed in the clear (`InRelease`, RFC 9580 section 7); what is outside of its
    /// signed part is refused.
    ///
    /// - Parameter directory: where a file is kept meanwhile.
    /// - Throws: `corrupt` if it is not signed by a key of the keyring, `programMissing`, `notFound` without a keyring.
    func text(of message: [UInt8], in directory: WorkingDirectory) async throws(BuildError) -> [UInt8] {
        guard ReleaseSignature.isOneMessage(message) else { throw failure("it is not one signed message") }
        let file = try directory.write(message, to: "InRelease")
        return try await verify([file])
    }

    /// Checks a text against a signature that is beside it (`Release` and `Release.gpg`).
    ///
    /// - Throws: as `text(of:in:)`.
    func check(_ text: [UInt8], signature: [UInt8], in directory: WorkingDirectory) async throws(BuildError) {
        let signature = try directory.write(signature, to: "Release.gpg")
        _ = try await verify([signature, try directory.write(text, to: "Release")])
    }

    private func verify(_ files: [String]) async throws(BuildError) -> [UInt8] {
        guard access(keyring, R_OK) == 0 else {
            throw BuildError(
                .notFound, "signatures can't be checked: there is no keyring '\(keyring)'",
                help: "apt-get install debian-archive-keyring")
        }
        let arguments = ["--keyring", keyring, "--weak-digest", "SHA1", "--status-fd", "2"]
        var lines = [String]()
        let process = HostProcess(
            "gpgv", arguments + (files.count == 1 ? ["--output", "-"] : []) + files,
            environment: ReleaseSignature.environment, timeLimit: .seconds(60))
        let output: [UInt8]
        do throws(BuildError) {
            output = try await process.collect(limit: ReleaseSignature.maximumSize, errorLine: { lines.append($0) })
                .output
        } catch  where error.code == .programMissing {
            throw BuildError(.programMissing, error.message, help: "apt-get install gpgv")
        }
        // gpgv fails where one of several signatures is by a key that is not known; one good one is enough.
        let states = lines.compactMap { line in line.hasPrefix("[GNUPG:] ") ? line.split(separator: " ")[1] : nil }
        guard states.contains("GOODSIG"), states.contains("VALIDSIG"), !states.contains("BADSIG") else {
            throw failure(ReleaseSignature.reason(states))
        }
        return output
    }

    /// Where programs are, and nothing of the user's settings.
    private static var environment: [String: String] {
        let path = [getenv("PATH").map { String(cString: $0) }, "/usr/sbin:/usr/bin:/sbin:/bin"]
        return ["LC_ALL": "C.UTF-8", "HOME": "/", "PATH": path.compactMap(\.self).joined(separator: ":")]
    }

    private static func reason(_ states: [Substring]) -> String {
        if states.contains("BADSIG") { return "its signature is wrong: it was changed" }
        if states.contains("EXPKEYSIG") || states.contains("EXPSIG") { return "its signature, or the key, has expired" }
        if states.contains("REVKEYSIG") { return "the key that signed it was revoked" }
        if states.contains("NO_PUBKEY") { return "no key that is trusted has signed it" }
        return "it is not signed"
    }

    private func failure(_ why: String) -> BuildError {
        BuildError(
            .corrupt, "\(subject) can't be trusted: \(why)", help: "the keys that are trusted are in '\(keyring)'")
    }

    /// Whether everything is within one signed message.
    private static func isOneMessage(_ bytes: [UInt8]) -> Bool {
        let lines = bytes.split(separator: UInt8(ascii: "\n"))
        func places(_ text: String) -> [Int] {
            lines.indices.filter { lines[$0].starts(with: text.utf8) }
        }
        return places("-----BEGIN PGP SIGNED MESSAGE-----") == [0]
            && places("-----BEGIN PGP SIGNATURE-----").count == 1
            && places("-----END PGP SIGNATURE-----") == [lines.count - 1]
    }
}
