import Analysis
import Testing

struct DpkgStatusTests {
    private let status = """
        Package: bash
        Status: install ok installed
        Version: 5.2-1
        Description: a shell
         .
         Package: not a field

        Package: gone
        Status: deinstall ok config-files

        Package: broken
        Status: install ok half-installed


        Package: zlib1g
        Status: hold ok installed
        """

    @Test("installed packages are found, not what others left behind")
    func statusFile() {
        #expect(names("var/lib/dpkg/status", status) == ["bash 5.2-1", "zlib1g "])
        #expect(names("var/lib/dpkg/status", status.replacing("\n", with: "\r\n")) == ["bash 5.2-1", "zlib1g "])
        #expect(names("var/lib/dpkg/status", "\n\n\n") == [])
        #expect(names("var/lib/dpkg/status-old", status) == nil && names("srv/var/lib/dpkg/status", status) == nil)
    }

    @Test("distroless images have a file a package, beside check sums that are none")
    func statusDirectory() {
        #expect(names("var/lib/dpkg/status.d/base", "Package: base-files\nVersion: 12") == ["base-files 12"])
        #expect(names("var/lib/dpkg/status.d/base.md5sums", "d41d8cd98f00b204e9800998ecf8427e  usr/bin/x\n") == nil)
        #expect(names("var/lib/dpkg/status.d", "Package: a") == nil)
    }

    @Test("size, source and architecture are what the control file says")
    func fields() throws {
        let text = """
            Package: libc6
            Source: glibc (2.36-9)
            Version: 2.36-9+b1
            Architecture: amd64
            Installed-Size: 12987

            Package: tzdata
            Version: 2024a
            Source: tz
            Installed-Size: 9223372036854775807

            Package: odd\u{1B}[31m
            Version: 1
            """
        let found = try #require(findings("var/lib/dpkg/status", Array(text.utf8))).packages
        let path = "/var/lib/dpkg/status"
        #expect(
            found == [
                InstalledPackage(
                    .debian, name: "libc6", version: "2.36-9+b1", path: path, size: 13_298_688,
                    source: .init(name: "glibc", version: "2.36-9"), architecture: "amd64"),
                InstalledPackage(
                    .debian, name: "tzdata", version: "2024a", path: path, source: .init(name: "tz", version: "2024a")),
            ])
    }

    @Test("dpkg lists the same packages of this machine")
    func judge() throws {
        let listing = try Python.run(
            """
            import subprocess, sys
            form = '${db:Status-Status} ${Package} ${Version} ${Architecture} ${Installed-Size}\\n'
            for line in subprocess.check_output(['dpkg-query', '-W', '-f', form], text=True).splitlines():
                if line.startswith('installed '): print(line[10:])
            """)
        let status = try content(of: "/var/lib/dpkg/status")
        let found = try #require(findings("var/lib/dpkg/status", status)).packages.map { package in
            let size = package.size.map { "\($0 >> 10)" } ?? ""
            return "\(package.name) \(package.version) \(package.architecture ?? "") \(size)"
        }
        let expected = String(decoding: listing, as: UTF8.self).split(separator: "\n").map(String.init)
        #expect(!expected.isEmpty && Set(found) == Set(expected) && found.count == expected.count)
    }
}
