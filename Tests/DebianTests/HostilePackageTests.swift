@testable import Debian
import Diagnostics
import FoundationEssentials
import Glibc
import SystemPackage
import Testing

struct HostilePackageTests {
    /// Packs a tar that a Python program writes as the files of a package, and unpacks the package.
    private func unpack(_ program: String) async throws -> BuildError? {
        let directory = try makeTemporaryDirectory()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let script = """
            import io, sys, tarfile
            def add(t, name, kind=tarfile.REGTYPE, link='', data=b''):
                i = tarfile.TarInfo(name); i.type = kind; i.linkname = link; i.size = len(data)
                t.addfile(i, io.BytesIO(data))
            def tar(fill):
                b = io.BytesIO(); t = tarfile.open(fileobj=b, mode='w'); fill(t); t.close(); return b.getvalue()
            def member(name, data):
                return f'{name:<16}{0:<12}{0:<6}{0:<6}{100644:<8}{len(data):<10}`\\n'.encode() + data + b'\\n' * (len(data) % 2)
            control = tar(lambda t: add(t, './control', data=b'Package: evil\\nVersion: 1\\nArchitecture: all\\n'))
            def package(data, control=control, magic=b'!<arch>\\n'):
                return magic + member('debian-binary', b'2.0\\n') + member('control.tar', control) + member('data.tar', data)
            \(program)
            open(sys.argv[1], 'wb').write(result)
            """
        let file = "\(directory)/evil.deb"
        try await run("python3", ["-c", script, file])
        do throws(BuildError) {
            let archive = try PackageArchive(FilePath(file), name: "evil")
            let contents = try PackageContents(of: archive, into: ContentFile(in: directory))
            var tree = RootTree()
            try tree.add(contents, filter: PathFilter()) { _ in false }
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "a package that is damaged or leads outside the root is refused",
        arguments: [
            ("result = package(tar(lambda t: add(t, '../../etc/passwd', data=b'x')))", "leads outside the root"),
            ("result = package(tar(lambda t: add(t, 'a/../../b', data=b'x')))", "leads outside the root"),
            ("result = package(tar(lambda t: add(t, 'x' * 300, data=b'x')))", "is too long"),
            ("result = package(tar(lambda t: add(t, 'dev/sda', tarfile.BLKTYPE)))", "'/dev/sda' is a device file"),
            ("result = package(tar(lambda t: add(t, 'b', tarfile.LNKTYPE, 'a')))", "'/b' is a link to no file"),
            ("result = package(tar(lambda t: add(t, 'a', data=b'x' * 5000)))[:-4000]", "it ends before its files"),
            ("result = package(b'\\xfd7zXZ\\x00' + b'x' * 100)", "xz stream is damaged"),
            ("result = package(b'', control=tar(lambda t: add(t, './md5sums')))", "it has no control file"),
            ("result = package(b'', magic=b'!<arcH>\\n')", "it does not begin as packages do"),
            ("result = b''", "it does not begin as packages do"),
            (
                """
                result = package(tar(lambda t: (add(t, 'a', tarfile.SYMTYPE, 'b'), add(t, 'b', tarfile.SYMTYPE, 'a'),
                    add(t, 'a/x', data=b'1'))))
                """, "too many symbolic links"
            ),
        ])
    func refusal(program: String, message: String) async throws {
        let error = try await unpack(program)
        #expect(error?.code == .corrupt && error?.message.contains(message) == true, "\(error?.message ?? "accepted")")
    }

    @Test("a link out of the root leads to a place inside it")
    func escape() async throws {
        let program = """
            result = package(tar(lambda t: (add(t, 'out', tarfile.SYMTYPE, '../../../../etc'), add(t, 'out/x', data=b'1'))))
            """
        #expect(try await unpack(program) == nil)
    }
}
