@testable import Debian
import Diagnostics
import FoundationEssentials
import SystemPackage
import Testing

struct LibraryCacheTests {
    @Test("ldconfig reads the cache")
    func ldconfig() async throws {
        let directory = try makeTemporaryDirectory()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let names = [
            "libz.so.1", "libz.so.10", "libz.so.9", "liba.so", "lib1.so", "libabc.so.2", "libab.so.2", "ld-linux.so.2",
            "libX11.so.6", "libx.so.6", "lib_.so.1", "lib-.so.1",
        ]
        let entries = names.map { LibraryCache.Entry(name: $0, directory: "/usr/lib/x", machine: 62) }
        let file = "\(directory)/ld.so.cache"
        try Data(LibraryCache.encoded(entries)).write(to: URL(filePath: file))
        let printed = try await run("/sbin/ldconfig", ["-p", "-C", file]).split(separator: "\n").map(String.init)
        #expect(printed.first == "12 libs found in cache `\(file)'")
        #expect(printed.contains("\tlibz.so.10 (libc6,x86-64) => /usr/lib/x/libz.so.10"))
    }

    @Test("a cache made of this machine's libraries lists what ldconfig's own does")
    func hostLibraries() async throws {
        let directory = try makeTemporaryDirectory()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let root = "\(directory)/root"
        let copy = """
            set -e
            lib=$(dirname "$(ldconfig -p | sed -n 's/.* => \\(.*libc.so.6\\)$/\\1/p' | head -n 1)")
            mkdir -p "$1$lib" "$1/etc/ld.so.conf.d"
            cp -P "$lib"/libc.so* "$lib"/libz.so* "$lib"/libm.so* "$lib"/libssl* "$lib"/libcrypt* "$1$lib"
            echo "$lib" > "$1/etc/ld.so.conf.d/here.conf"
            echo 'include /etc/ld.so.conf.d/*.conf' > "$1/etc/ld.so.conf"
            mkdir "$1/DEBIAN"
            printf 'Package: host\\nVersion: 1\\nArchitecture: all\\nMaintainer: N <n@example.com>\\nDescription: d\\n' \\
                > "$1/DEBIAN/control"
            dpkg-deb -Znone --build "$1" "$2"
            /sbin/ldconfig -X -r "$1"
            """
        try await run("bash", ["-c", copy, "bash", root, "\(directory)/host.deb"])
        let contents = try ContentFile(in: directory)
        var tree = RootTree()
        let archive = try PackageArchive(FilePath("\(directory)/host.deb"), name: "host")
        try tree.add(PackageContents(of: archive, into: contents), filter: PathFilter()) { _ in false }
        let file = "\(directory)/ours"
        try Data(LibraryCache.encoded(try tree.libraries(contents))).write(to: URL(filePath: file))
        func list(_ cache: String) async throws -> [Substring] {
            try await run("/sbin/ldconfig", ["-p", "-C", cache]).split(separator: "\n").filter { $0.hasPrefix("\t") }
        }
        let ours = try await list(file)
        #expect(try await ours == list("\(root)/etc/ld.so.cache"))
        #expect(ours.count > 3)
    }
}
