import Diagnostics
import Testing

@testable import Layers

@Suite("Tar writer, judged by GNU tar and by Python")
struct TarWriterTests {
    @Test("GNU tar lists every kind of entry as it was written")
    func kinds() throws {
        let directory = try ScratchDirectory()
        try directory.write(
            archive([
                (TarEntry(path: Array("usr".utf8), kind: .directory, mode: 0o755), []),
                (
                    TarEntry(path: Array("usr/a".utf8), kind: .file, mode: 0o4755, size: 5, modified: 1_000_000_000),
                    [1, 2, 3, 4, 5]
                ),
                (TarEntry(path: Array("usr/b".utf8), kind: .hardLink, linkTarget: Array("usr/a".utf8)), []),
                (
                    TarEntry(path: Array("usr/c".utf8), kind: .symbolicLink, mode: 0o777, linkTarget: Array("a".utf8)),
                    []
                ),
                (
                    TarEntry(
                        path: Array("usr/d".utf8), kind: .characterDevice, mode: 0o600,
                        device: DeviceNumber(major: 4, minor: 300)), []
                ),
                (
                    TarEntry(
                        path: Array("usr/e".utf8), kind: .blockDevice, mode: 0o600,
                        device: DeviceNumber(major: 8, minor: 1)), []
                ),
                (
                    TarEntry(path: Array("usr/f".utf8), kind: .fifo, mode: 0o644, owner: FileOwner(user: 7, group: 9)),
                    []
                ),
            ]), to: "a.tar")
        let listing = try directory.run("TZ=UTC tar --numeric-owner -tvf a.tar | tr -s ' '")
        #expect(
            listing == """
                drwxr-xr-x 0/0 0 1970-01-01 00:00 usr/
                -rwsr-xr-x 0/0 5 2001-09-09 01:46 usr/a
                h--------- 0/0 0 1970-01-01 00:00 usr/b link to usr/a
                lrwxrwxrwx 0/0 0 1970-01-01 00:00 usr/c -> a
                crw------- 0/0 4,300 1970-01-01 00:00 usr/d
                brw------- 0/0 8,1 1970-01-01 00:00 usr/e
                prw-r--r-- 7/9 0 1970-01-01 00:00 usr/f

                """)
    }

    @Test("names around the limits of the fields are read back by GNU tar", arguments: 95...105)
    func lengths(length: Int) throws {
        let directory = try ScratchDirectory()
        let whole = String(repeating: "n", count: length)
        let cut = String(repeating: "p", count: 2 * length - 50) + "/" + String(repeating: "q", count: length)
        let names = [whole, cut, "é" + whole]
        let links = names.enumerated().map { "link\($0.offset)" }
        try directory.write(
            archive(
                names.map { (TarEntry(path: Array($0.utf8), kind: .file), []) }
                    + zip(links, names).map { link, name in
                        (TarEntry(path: Array(link.utf8), kind: .symbolicLink, linkTarget: Array(name.utf8)), [])
                    }), to: "a.tar")
        let listing = try directory.run("tar --quoting-style=literal --show-transformed-names -tf a.tar")
        #expect(listing == (names + links).map { $0 + "\n" }.joined())
        try directory.run("mkdir out && tar -xf a.tar -C out")
        for (link, name) in zip(links, names) { #expect(try directory.run("readlink out/\(link)") == name + "\n") }
    }

    @Test("numbers that don't fit are read back by Python")
    func numbers() throws {
        let directory = try ScratchDirectory()
        try directory.write(
            archive([
                (TarEntry(path: [97], kind: .fifo, owner: FileOwner(user: 2_097_151, group: 2_097_152)), []),
                (TarEntry(path: [98], kind: .fifo, owner: FileOwner(user: 4_000_000_000, group: 0), modified: -5), []),
                (TarEntry(path: [99], kind: .fifo, modified: 8_589_934_591), []),
                (TarEntry(path: [100], kind: .fifo, modified: 8_589_934_592), []),
            ]), to: "a.tar")
        let script = "import tarfile; [print(m.name, m.uid, m.gid, int(m.mtime)) for m in tarfile.open('a.tar')]"
        #expect(
            try directory.run("python3 -c \"\(script)\"") == """
                a 2097151 2097152 0
                b 4000000000 0 -5
                c 0 0 8589934591
                d 0 0 8589934592

                """)
    }

    @Test("a file of 8 GiB has its size in a pax record")
    func largeFile() throws {
        let sink = MemorySink()
        try TarWriter(sink).append(TarEntry(path: [97], kind: .file, size: 8 << 30))
        #expect(sink.bytes.count == 3 * 512)
        #expect(sink.bytes[512..<532].elementsEqual("19 size=8589934592\n\0".utf8))
    }

    @Test("extended attributes are read back by Python, in the order of their names")
    func attributes() throws {
        let directory = try ScratchDirectory()
        let attributes: [String: [UInt8]] = ["security.capability": [1, 0, 10, 255], "security.a": [61]]
        try directory.write(
            archive([(TarEntry(path: [97], kind: .file, extendedAttributes: attributes), [])]), to: "a.tar")
        let script = "import tarfile; print(list(tarfile.open('a.tar').next().pax_headers))"
        #expect(
            try directory.run("python3 -c \"\(script)\"")
                == "['SCHILY.xattr.security.a', 'SCHILY.xattr.security.capability']\n")
        let entry = try TarReader(MemorySource(directory.read("a.tar"))).next()
        #expect(entry?.extendedAttributes == attributes)
    }

    @Test("content of every size around a block comes back", arguments: [0, 1, 511, 512, 513, 1023, 1024, 1025])
    func content(size: Int) throws {
        let directory = try ScratchDirectory()
        let content = sample(size)
        try directory.write(
            archive([
                (TarEntry(path: [97], kind: .file, mode: 0o600, size: Int64(size)), content),
                (TarEntry(path: [98], kind: .file, mode: 0o600, size: 1), [65]),
            ]), to: "a.tar")
        try directory.run("tar -xf a.tar")
        #expect(try directory.read("a") == content)
        #expect(try directory.read("b") == [65])
    }

    @Test("an entry that lacks content is refused, and so is content beyond its size")
    func wrongSize() throws {
        let writer = TarWriter(DiscardingSink())
        try writer.append(TarEntry(path: [97], kind: .file, size: 2))
        try [1].withUnsafeBytes { try writer.write(UnsafeRawBufferPointer(rebasing: $0[..<1])) }
        #expect(throws: BuildError.self) { try writer.append(TarEntry(path: [98], kind: .file)) }
        #expect(throws: BuildError.self) { try writer.finish() }
        #expect(throws: BuildError.self) { try [1, 2].withUnsafeBytes { try writer.write($0) } }
    }
}

/// The bytes of an archive.
func archive(_ entries: [(TarEntry, [UInt8])]) throws -> [UInt8] {
    let sink = MemorySink()
    let writer = TarWriter(sink)
    for (entry, content) in entries {
        try writer.append(entry)
        try content.withUnsafeBytes { try writer.write($0) }
    }
    try writer.finish()
    return sink.bytes
}
