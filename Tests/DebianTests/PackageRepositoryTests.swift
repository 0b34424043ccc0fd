@testable import Debian
import Diagnostics
import FoundationEssentials
import ImageModel
import TestServers
import Testing

struct PackageRepositoryTests {
    private static let tool = TestPackage(name: "tool", files: ["usr/bin/tool": "hello"])

    private func withArchive(_ body: (TestArchive) async throws -> Void) async throws {
        let archive = try await TestArchive()
        do {
            try await body(archive)
            await archive.remove()
        } catch {
            await archive.remove()
            throw error
        }
    }

    private func packages(_ archive: TestArchive, checksValidity: Bool = true) async throws(BuildError)
        -> AvailablePackages
    {
        try await archive.repository(checksValidity: checksValidity)
            .packages(of: .trixie, architecture: "amd64", hasProviders: false)
    }

    /// The lock's entry of the newest version of a package.
    private func locked(_ name: String, in archive: TestArchive) async throws -> PackageLock.Package {
        let package = try #require(try await packages(archive).packages(named: name).first)
        return PackageLock.Package(
            name: name, version: package.version.description, architecture: package.architecture, path: package.path,
            size: package.size, digest: package.digest)
    }

    /// What goes wrong with an archive that `prepare` has spoiled.
    private func failure(_ prepare: (TestArchive) async throws -> Void) async throws -> BuildError? {
        var failure: BuildError?
        try await withArchive { archive in
            try await prepare(archive)
            do throws(BuildError) { _ = try await packages(archive) } catch { failure = error }
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: "\(archive.directory)/cache").allSatisfy {
                    $0.hasSuffix(".Packages")
                })
            #expect(
                try !FileManager.default.contentsOfDirectory(atPath: archive.directory).contains {
                    $0.hasPrefix("pith-compose")
                })
        }
        return failure
    }

    @Test("packages of a release, its updates and its security updates are found, and fetched once")
    func packages() async throws {
        try await withArchive { archive in
            try await archive.publish([Self.tool], suite: "trixie")
            try await archive.publish([TestPackage(name: "fix", files: ["etc/fix": "1"])], suite: "trixie-security")
            let available = try await packages(archive)
            #expect(available.packages(named: "tool").map(\.suite) == ["trixie"])
            #expect(available.packages(named: "fix").map(\.suite) == ["trixie-security"])
            #expect(Set(available.dates.keys) == ["trixie", "trixie-updates", "trixie-security"])
            let lock = [try await locked("tool", in: archive), try await locked("fix", in: archive)]
            let files = try await archive.repository().fetch(lock) { _, _ in }
            #expect(try await run("dpkg-deb", ["--field", files[0], "Package"]) == "tool\n")
            #expect(try await run("dpkg-deb", ["--field", files[1], "Package"]) == "fix\n")
            let count = archive.requests.count { $0.hasSuffix(".deb") }
            _ = try await archive.repository().fetch(lock) { _, _ in }
            #expect(archive.requests.count { $0.hasSuffix(".deb") } == count)
            #expect(archive.requests.count { $0.contains("by-hash") && $0.contains("/trixie/") } == 1)
        }
    }

    @Test("a Debian with apt is what is essential, apt, and what they depend on, of several providers the most usual")
    func debian() async throws {
        try await withArchive { archive in
            let packages = [
                TestPackage(name: "apt", fields: "Depends: core"), Self.tool,
                TestPackage(name: "core", fields: "Essential: yes\nPre-Depends: awk"),
                TestPackage(name: "gawk", fields: "Provides: awk\nPriority: optional"),
                TestPackage(name: "mawk", fields: "Provides: awk\nPriority: required"),
            ]
            try await archive.publish(packages, suite: "trixie")
            let available = try await archive.repository().packages(
                of: .trixie, architecture: "amd64", hasProviders: true)
            let image = try DebianImage(named: "debian:13")
            let resolution = try image.resolve(among: available, mirror: archive.mirror)
            #expect(resolution.choices.map(\.package.name) == ["apt", "core", "mawk"])
            let lock = resolution.lock(image, for: .host, from: available, mirror: archive.mirror)
            #expect(lock.image == "debian:trixie" && lock.sources.contains("URIs: \(archive.mirror.main)\n"))
            #expect(lock.packages.map(\.reason) == ["named", "named", "core depends on awk"])
        }
    }

    @Test("an archive that signs beside its release file is as good")
    func detached() async throws {
        #expect(
            try await failure { try await $0.publish([Self.tool], suite: "trixie", afterSigning: "rm InRelease") }
                == nil)
    }

    @Test("an expired archive is refused, unless that is allowed")
    func expired() async throws {
        try await withArchive { archive in
            try await archive.publish([Self.tool], suite: "trixie-updates", validFor: "-1 minute")
            let error = await #expect(throws: BuildError.self) { try await packages(archive) }
            #expect(
                error?.code == .corrupt
                    && error?.message.contains("/dists/trixie-updates' can't be used: it expired at 20") == true)
            #expect(error?.help?.contains("--allow-expired") == true)
            #expect(try await packages(archive, checksValidity: false).packages(named: "tool").count == 1)
        }
    }

    @Test("an archive that no trusted key has signed is refused")
    func unknownKey() async throws {
        let error = try await failure { archive in
            try await archive.makeKey("stranger")
            try await archive.publish([Self.tool], suite: "trixie", key: "stranger")
        }
        #expect(
            error?.code == .corrupt
                && error?.message.hasSuffix("can't be trusted: no key that is trusted has signed it") == true)
    }

    @Test(
        "a release file that was changed, or is not signed, is refused",
        arguments: [
            ("sed -i 's/^Origin.*//; s/^Suite: .*/Suite: stable/' InRelease", "its signature is wrong: it was changed"),
            ("cp Release InRelease", "it is not one signed message"),
            ("{ echo 'Codename: evil'; cat InRelease; } > x; mv x InRelease", "it is not one signed message"),
            ("{ cat InRelease; echo 'Codename: evil'; } > x; mv x InRelease", "it is not one signed message"),
            ("cat InRelease InRelease > x; mv x InRelease", "it is not one signed message"),
            ("rm InRelease Release.gpg", "it is not signed"),
            ("rm InRelease; echo x >> Release", "its signature is wrong: it was changed"),
            ("rm InRelease; : > Release.gpg", "it is not signed"),
            ("sed -i '/^-----BEGIN PGP SIGNATURE/,$d' InRelease", "it is not one signed message"),
        ])
    func unsigned(script: String, why: String) async throws {
        let error = try await failure { try await $0.publish([Self.tool], suite: "trixie", afterSigning: script) }
        #expect(
            error?.code == .corrupt && error?.message.hasSuffix("can't be trusted: \(why)") == true,
            "\(error?.message ?? "accepted")")
    }

    @Test(
        "an index that is not what its release file says is refused",
        arguments: [
            "find . -path '*by-hash*' -type f -exec sh -c 'echo x >> $1' sh {} \\;",
            "find . -path '*by-hash*' -type f -exec truncate -s -1 {} +",
            "find . -path '*by-hash*' -type f -exec sh -c 'tail -c +2 $1 > x; echo >> x; mv x $1' sh {} \\;",
            "find . -path '*by-hash*' -type f -delete; find . -name Packages.xz -delete",
        ])
    func tampered(script: String) async throws {
        let error = try await failure { try await $0.publish([Self.tool], suite: "trixie", afterSigning: script) }
        #expect([.corrupt, .unreachable].contains(error?.code), "\(error?.message ?? "accepted")")
    }

    @Test("a suite that says it is another one is refused")
    func otherSuite() async throws {
        let error = try await failure { try await $0.publish([Self.tool], suite: "trixie", codename: "bookworm") }
        #expect(error?.message.hasSuffix("/dists/trixie' can't be used: it says that it is 'bookworm'") == true)
    }

    @Test("a suite that is missing, and an architecture that is, are said")
    func missing() async throws {
        let error = try await failure {
            try FileManager.default.removeItem(atPath: "\($0.directory)/served/debian/dists/trixie-updates")
        }
        #expect(error?.code == .unreachable && error?.message.contains("/dists/trixie-updates' is not there") == true)
        try await withArchive { archive in
            let error = await #expect(throws: BuildError.self) {
                try await archive.repository().packages(of: .trixie, architecture: "arm64", hasProviders: false)
            }
            #expect(error?.message.hasSuffix("it has no packages for arm64") == true)
        }
    }

    @Test("without a keyring nothing is trusted")
    func keyring() async throws {
        try await withArchive { archive in
            let error = await #expect(throws: BuildError.self) {
                try await archive.repository(keyring: "/nowhere.gpg").packages(
                    of: .trixie, architecture: "amd64", hasProviders: false)
            }
            #expect(error?.code == .notFound && error?.message.contains("'/nowhere.gpg'") == true)
        }
    }

    @Test("a transfer that is cut goes on where it was")
    func cut() async throws {
        try await withArchive { archive in
            let content = String(repeating: "0123456789abcdef", count: 20_000)
            try await archive.publish(
                [TestPackage(name: "large", files: ["usr/large": content], compression: "none")], suite: "trixie")
            let package = try await locked("large", in: archive)
            archive.inject(.cut(afterBytes: 100_000), path: "large.deb", count: 2)
            let files = try await archive.repository().fetch([package]) { _, _ in }
            #expect(try await run("dpkg-deb", ["--field", files[0], "Package"]) == "large\n")
            #expect(archive.requests.count { $0.hasSuffix("large.deb") } == 3)
        }
    }

    @Test(
        "a mirror that dies half-way, or sends something else, fails clearly, and leaves nothing behind",
        arguments: [
            (Fault.cut(afterBytes: 10), BuildError.Code.unreachable), (.corrupt(byteAt: 200), .corrupt),
            (.answer(500), .unreachable), (.answer(404), .unreachable), (.answer(403), .denied),
            (.endlessBody(200), .corrupt),
            (.contentLength(5), .unreachable),
        ])
    func dyingMirror(fault: Fault, code: BuildError.Code) async throws {
        try await withArchive { archive in
            try await archive.publish([Self.tool], suite: "trixie")
            let package = try await locked("tool", in: archive)
            archive.inject(fault, path: "tool.deb", count: 100)
            let error = await #expect(throws: BuildError.self) {
                try await archive.repository().fetch([package]) { _, _ in }
            }
            #expect(error?.code == code, "\(error?.message ?? "")")
            let left = try FileManager.default.contentsOfDirectory(atPath: "\(archive.directory)/cache")
            #expect(left.allSatisfy { $0.hasSuffix(".Packages") }, "\(left)")
        }
    }

    @Test("a file of the cache that was damaged is fetched again")
    func damagedCache() async throws {
        try await withArchive { archive in
            try await archive.publish([Self.tool], suite: "trixie")
            let package = try await locked("tool", in: archive)
            let file = try await archive.repository().fetch([package]) { _, _ in }[0]
            var bytes = Array(try Data(contentsOf: URL(filePath: file)))
            bytes[100] ^= 1
            try Data(bytes).write(to: URL(filePath: file))
            _ = try await archive.repository().fetch([package]) { _, _ in }
            #expect(Digest(of: Array(try Data(contentsOf: URL(filePath: file)))) == package.digest)
        }
    }
}
