@testable import Debian
import FoundationEssentials
import Layers
import SystemPackage
import Testing

/// Composed Debians begin with a database of unpacked packages: it has to be the one that dpkg would have written.
@Suite struct DpkgDatabaseTests {
    private static let packages = """
        set -eu
        cd "$1"
        make() { mkdir -p "$1/DEBIAN"; printf 'Package: %s\\nMaintainer: Nobody <n@example.com>\\n' "$1" > "$1/DEBIAN/control"; }
        make alpha
        printf 'Version: 1:2-3\\nArchitecture: amd64\\nMulti-Arch: same\\nEssential: yes\\nDescription: a\\n b\\n .\\n c\\n' >> alpha/DEBIAN/control
        mkdir -p alpha/etc/alpha alpha/usr/lib
        echo 1 > alpha/etc/alpha/one; echo 2 > "alpha/etc/two words"; echo x > alpha/usr/lib/x; ln -s x alpha/usr/lib/y
        printf '/etc/alpha/one\\n/etc/two words\\n' > alpha/DEBIAN/conffiles
        printf '# a comment\\ninterest-noawait /usr/lib/triggered\\ninterest rebuild\\nactivate-noawait other\\n' > alpha/DEBIAN/triggers
        printf '#!/bin/sh\\nexit 0\\n' > alpha/DEBIAN/preinst
        cp alpha/DEBIAN/preinst alpha/DEBIAN/postinst
        chmod 755 alpha/DEBIAN/p*inst
        make beta
        printf 'Version: 4\\nArchitecture: all\\nDepends: alpha\\nDescription: b\\n' >> beta/DEBIAN/control
        mkdir -p beta/usr/share/doc
        echo x > beta/usr/share/doc/x
        printf 'interest-await rebuild\\ninterest-noawait rebuild-too\\n' > beta/DEBIAN/triggers
        for name in alpha beta; do
            (cd $name && find usr -type f -exec md5sum {} + > DEBIAN/md5sums)
            dpkg-deb --root-owner-group --build $name $name.deb
        done
        mkdir -p root/var/lib/dpkg/info
        : > root/var/lib/dpkg/status
        dpkg --root="$PWD/root" --force-not-root,unsafe-io,script-chrootless,architecture --unpack alpha.deb beta.deb
        """

    @Test("the database of unpacked packages is dpkg's own, file by file")
    func database() async throws {
        let directory = try makeTemporaryDirectory()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try await run("bash", ["-c", Self.packages, "bash", directory])
        let contents = try ContentFile(in: directory)
        let packages = try ["alpha", "beta"].map { name in
            try PackageContents(of: PackageArchive(FilePath("\(directory)/\(name).deb"), name: name), into: contents)
        }
        let database = DpkgDatabase(packages, architecture: "amd64")
        #expect(database.preinstalled == ["alpha:amd64"])
        var known = Set(["/var/lib/dpkg/arch"])
        for file in database.files where known.insert(file.path).inserted {
            let path = "\(directory)/root\(file.path)"
            let expected = try String(decoding: Data(contentsOf: URL(filePath: path)), as: UTF8.self)
            let actual = String(decoding: file.content, as: UTF8.self)
            if file.path.hasSuffix("/status") {
                #expect(ControlFile.stanzas(of: actual) == ControlFile.stanzas(of: expected))
            } else {
                #expect(actual == expected, "\(file.path)")
            }
            let mode = try await run("stat", ["--format=%a", path])
            #expect(mode == "\(String(file.mode, radix: 8))\n", "\(file.path)")
        }
        let own = try await run(
            "find", ["\(directory)/root/var/lib/dpkg", "-type", "f", "-printf", "/var/lib/dpkg/%P\n"])
        let transient = ["lock", "lock-frontend", "triggers/Lock", "status-old"].map { "/var/lib/dpkg/\($0)" }
        let paths = Set(own.split(separator: "\n").map(String.init))
        #expect(paths.subtracting(transient).isSubset(of: known))
    }

    @Test("configuration files are unpacked under the names that dpkg looks for when it configures, and their own")
    func conffiles() async throws {
        let directory = try makeTemporaryDirectory()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try await run("bash", ["-c", Self.packages, "bash", directory])
        let contents = try ContentFile(in: directory)
        let package = try PackageContents(
            of: PackageArchive(FilePath("\(directory)/alpha.deb"), name: "alpha"), into: contents)
        let paths = package.unpackedForConfiguration.entries.filter { $0.entry.kind != .directory }.map {
            "/\($0.path)"
        }
        let unpacked = try await run(
            "find", ["\(directory)/root/etc", "\(directory)/root/usr/lib", "!", "-type", "d", "-printf", "%p\n"])
        let expected = unpacked.split(separator: "\n").map { String($0.dropFirst("\(directory)/root".count)) }
        #expect(paths.sorted() == (expected + ["/etc/alpha/one", "/etc/two words"]).sorted())
    }
}
