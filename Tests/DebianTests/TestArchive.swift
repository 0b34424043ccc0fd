import Debian
import FoundationEssentials
import Sandbox
import Synchronization
import TestServers
import Transport

/// A small signed archive of a test's own, made with apt-ftparchive and a key of the test, and served on loopback.
final class TestArchive: Sendable {
    let directory: String
    private let server: LoopbackServer
    private let proxy: FaultProxy

    /// Makes an archive whose suites are there and empty.
    init() async throws {
        let directory = try makeTemporaryDirectory()
        self.directory = directory
        server = try await LoopbackServer { exchange in
            let path = exchange.request.target
            guard !path.contains(".."), let bytes = try? Data(contentsOf: URL(filePath: "\(directory)/served\(path)"))
            else {
                return try await exchange.answer(404)
            }
            try await TestArchive.answer(exchange, Array(bytes))
        }
        proxy = try await FaultProxy(upstreamPort: server.port)
        try FileManager.default.createDirectory(atPath: "\(directory)/cache", withIntermediateDirectories: true)
        try await makeKey("key")
        for suite in ["trixie", "trixie-updates", "trixie-security"] { try await publish([], suite: suite) }
    }

    func remove() async {
        await proxy.stop()
        await server.stop()
        try? FileManager.default.removeItem(atPath: directory)
    }

    /// Where the archive answers, does `fault` to the next requests.
    func inject(_ fault: Fault, path: String, count: Int = 1) { proxy.inject(fault, path: path, count: count) }

    /// What was asked for so far.
    var requests: [String] { proxy.requests.map(\.target) }

    var mirror: DebianMirror {
        let address = "http://127.0.0.1:\(proxy.port)"
        return DebianMirror(main: "\(address)/debian", security: "\(address)/debian-security")
    }

    func repository(checksValidity: Bool = true, keyring: String? = nil) -> PackageRepository {
        var settings = HTTPSettings(userAgent: "test", environment: [:])
        settings.attempts = 2
        settings.retryDelay = .milliseconds(1)
        return PackageRepository(
            mirror: mirror, keyring: keyring ?? "\(directory)/key.gpg", checksValidity: checksValidity,
            cache: PackageCache(directory: "\(directory)/cache"), transport: HTTPClientTransport(settings: settings),
            temporaryDirectory: directory)
    }

    /// Makes a key that signs, in a home directory of its own.
    func makeKey(_ name: String) async throws {
        try await run(
            "bash",
            [
                "-c",
                """
                set -eu
                mkdir -m 700 "$1"
                gpg="gpg --homedir $1 --batch --quiet --passphrase= --pinentry-mode loopback"
                $gpg --quick-generate-key 'Test <test@example.com>' ed25519 sign never
                $gpg --export > "$1.gpg"
                """, "bash", "\(directory)/\(name)",
            ])
    }

    /// Puts packages into a suite, makes its indexes, and signs them.
    ///
    /// - Parameters:
    ///   - validFor: in the words of date(1).
    ///   - finish: a script that runs in the suite's directory before, or after, it is signed.
    func publish(
        _ packages: [TestPackage], suite: String, validFor: String = "7 days", beforeSigning: String = "",
        afterSigning: String = "", codename: String? = nil, key: String = "key"
    ) async throws {
        let archive = "\(directory)/served/\(suite.hasSuffix("-security") ? "debian-security" : "debian")"
        let pool = "\(archive)/pool/\(suite)"
        try FileManager.default.createDirectory(atPath: pool, withIntermediateDirectories: true)
        for package in packages { _ = try await package.build(in: pool, layer: nil) }
        let script = """
            set -eu
            cd "$1"
            dists=dists/$2
            rm -rf pool/$2/root-*
            mkdir -p $dists/main/binary-amd64
            apt-ftparchive packages pool/$2 > $dists/main/binary-amd64/Packages
            xz --keep --force $dists/main/binary-amd64/Packages
            hash=$(sha256sum < $dists/main/binary-amd64/Packages.xz | cut -c 1-64)
            mkdir -p $dists/main/binary-amd64/by-hash/SHA256
            cp $dists/main/binary-amd64/Packages.xz $dists/main/binary-amd64/by-hash/SHA256/$hash
            apt-ftparchive -o APT::FTPArchive::Release::Codename=$4 -o APT::FTPArchive::Release::Suite=$2 \\
                -o APT::FTPArchive::Release::Architectures=amd64 -o APT::FTPArchive::Release::Components=main \\
                -o APT::FTPArchive::Release::Acquire-By-Hash=yes release $dists > Release
            mv Release $dists/
            echo "Valid-Until: $(LC_ALL=C date -u -d "$3" '+%a, %d %b %Y %H:%M:%S UTC')" >> $dists/Release
            gpg="gpg --homedir $5 --batch --quiet --yes --passphrase= --pinentry-mode loopback"
            cd $dists
            \(beforeSigning)
            $gpg --clearsign -o InRelease Release
            $gpg --armor --detach-sign -o Release.gpg Release
            \(afterSigning)
            """
        try await run(
            "bash", ["-c", script, "bash", archive, suite, validFor, codename ?? suite, "\(directory)/\(key)"])
    }

    /// Answers with a file, or with the part of it that is asked for.
    private static func answer(_ exchange: Exchange, _ bytes: [UInt8]) async throws {
        guard let range = exchange.request.header("Range"), range.hasPrefix("bytes="), range.hasSuffix("-"),
            let start = Int(range.dropFirst(6).dropLast()), start < bytes.count
        else { return try await exchange.answer(200, [:], bytes) }
        let headers = ["Content-Range": "bytes \(start)-\(bytes.count - 1)/\(bytes.count)"]
        try await exchange.answer(206, headers, Array(bytes[start...]))
    }
}
