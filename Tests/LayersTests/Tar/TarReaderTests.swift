import Diagnostics
import Testing

@testable import Layers

@Suite("Tar reader, given archives of GNU tar")
struct TarReaderTests {
    /// A tree with what tells the formats apart; root is needed for the device.
    private static let tree = """
        mkdir -p tree/sub && cd tree && printf hello > sub/file && ln sub/file sub/hard && ln -s file sub/soft
        mkfifo sub/fifo && chmod 4711 sub/file && touch -d '1999-12-31 23:59:59 UTC' sub/file
        """

    @Test("every format of GNU tar gives the same entries", arguments: ["v7", "oldgnu", "gnu", "ustar", "posix"])
    func formats(format: String) throws {
        let directory = try ScratchDirectory()
        // V7 knows no FIFO.
        let exclusion = format == "v7" ? "--exclude=fifo" : ""
        try directory.run(
            "\(Self.tree)\ntar \(exclusion) --owner=:12 --group=:34 --sort=name --format=\(format) -cf ../a.tar sub")
        let entries = try entries(of: directory.read("a.tar"))
        #expect(
            entries.map(\.entry.name)
                == ["sub", "sub/fifo", "sub/file", "sub/hard", "sub/soft"].filter { format != "v7" || $0 != "sub/fifo" }
        )
        let byName = Dictionary(uniqueKeysWithValues: entries.map { ($0.entry.name, $0) })
        #expect(byName["sub"]?.entry.kind == .directory)
        let file = try #require(byName["sub/file"])
        #expect(file.entry.kind == .file)
        #expect(file.entry.mode == 0o4711)
        #expect(file.entry.owner == FileOwner(user: 12, group: 34))
        #expect(file.entry.modified == 946_684_799)
        #expect(file.content == Array("hello".utf8))
        #expect(byName["sub/hard"]?.entry.kind == .hardLink)
        #expect(byName["sub/hard"]?.entry.linkTarget == Array("sub/file".utf8))
        #expect(byName["sub/soft"]?.entry.kind == .symbolicLink)
        #expect(byName["sub/soft"]?.entry.linkTarget == Array("file".utf8))
    }

    @Test("long names and link targets come from GNU's and pax headers", arguments: ["gnu", "posix"])
    func longNames(format: String) throws {
        let directory = try ScratchDirectory()
        let component = String(repeating: "x", count: 120)
        try directory.run(
            "mkdir -p \(component)/\(component) && ln -s \(component)/\(component) \(component)/\(component)/l")
        try directory.run("tar --format=\(format) -cf a.tar \(component)")
        let last = try #require(try entries(of: directory.read("a.tar")).last).entry
        #expect(last.name == "\(component)/\(component)/l")
        #expect(last.linkTarget == Array("\(component)/\(component)".utf8))
    }

    @Test("large numbers come from GNU's binary fields and from pax records", arguments: ["gnu", "posix"])
    func largeNumbers(format: String) throws {
        let directory = try ScratchDirectory()
        try directory.run(
            "touch -d @-2.5 f; tar --format=\(format) --owner=:3000000000 --group=:3000000001 -cf a.tar f")
        let entry = try #require(try entries(of: directory.read("a.tar")).first).entry
        #expect(entry.owner == FileOwner(user: 3_000_000_000, group: 3_000_000_001))
        #expect(entry.modified == -3)
    }

    @Test("bytes that are not UTF-8 stay as they are")
    func rawNames() throws {
        let directory = try ScratchDirectory()
        try directory.run("touch \"$(printf 'a\\377b')\"; tar -cf a.tar a*")
        #expect(try entries(of: directory.read("a.tar")).map(\.entry.path) == [[97, 255, 98]])
    }

    @Test("a file with holes that GNU tar stored as sparse is refused by name", arguments: ["gnu", "posix"])
    func sparse(format: String) throws {
        let directory = try ScratchDirectory()
        try directory.run("truncate -s 1M holes && tar --format=\(format) -S -cf a.tar holes")
        let error = try #require(throws: BuildError.self) { try entries(of: directory.read("a.tar")) }
        #expect(error.code == .corrupt)
        #expect(error.message.contains("sparse"))
    }

    @Test("an archive cut short anywhere but between entries is corrupt")
    func truncated() throws {
        let whole = try archive([
            (TarEntry(path: Array(repeating: 97, count: 300), kind: .file, size: 700), sample(700)),
            (TarEntry(path: [98], kind: .directory), []),
        ])
        let entryEnds: Set<Int> = [0, 7 * 512, 8 * 512]
        // The pax header and its records, 2 blocks; the header, 1; the content, 2; the directory, 1; the end, 2.
        #expect(whole.count == 8 * 512)
        for length in stride(from: 1, to: 6 * 512, by: 100) where !entryEnds.contains(length) && length != 5 * 512 {
            #expect(throws: BuildError.self) { try entries(of: Array(whole[..<length])) }
        }
        #expect(try entries(of: Array(whole[..<(6 * 512)])).count == 2)
    }

    @Test("a flipped byte in a header is corrupt", arguments: [0, 100, 124, 149, 156, 511])
    func checksum(offset: Int) throws {
        var bytes = try archive([(TarEntry(path: [97], kind: .file), [])])
        bytes[offset] ^= 0x10
        let error = try #require(throws: BuildError.self) { try entries(of: bytes) }
        #expect(error.code == .corrupt)
    }

    @Test(
        "hostile extended headers are corrupt",
        arguments: [
            "5 a=b\n", "999999 path=a\n", "99999999999999999999 a=b\n", "0 path=a\n", "2 \n", "8 path=a",
            "10 size=-1", "11 size=-1\n", "10 uid=-1\n", "17 uid=4294967295\n", "25 size=9999999999999999\n",
            "27 size=99999999999999999999", "11 path=a\0\n", "10 mtime=\0\n", "x", "-1 a=b\n",
        ])
    func hostileRecords(records: String) throws {
        let error = try #require(throws: BuildError.self) {
            try entries(of: extended(Array(records.utf8)) + archive([(TarEntry(path: [97], kind: .file), [])]))
        }
        #expect(error.code == .corrupt)
    }

    @Test("an extended header of more than a mebibyte is corrupt before it is read")
    func hugeExtendedHeader() throws {
        let error = try #require(throws: BuildError.self) {
            try entries(of: Array(extended([], claiming: 1 << 30)))
        }
        #expect(error.code == .corrupt)
    }

    @Test("extended headers that pile up before an entry are corrupt")
    func pilingExtendedHeaders() throws {
        let record = Array("600000 comment=".utf8) + [UInt8](repeating: 97, count: 600_000 - 16) + [10]
        let one = extended(record)
        let entry = try archive([(TarEntry(path: [97], kind: .file), [])])
        #expect(try entries(of: one + entry.prefix(512) + one + entry).count == 2)
        #expect(throws: BuildError.self) { try entries(of: one + one + entry) }
        let global = extended(record, type: "g")
        #expect(throws: BuildError.self) { try entries(of: global + entry.prefix(512) + global + entry) }
    }

    @Test("an archive ends with two blocks of zeros, one, or none, and nothing else")
    func ends() throws {
        let entry = try archive([(TarEntry(path: [97], kind: .file), [])]).prefix(512)
        let zeros = [UInt8](repeating: 0, count: 512)
        for end in [[], zeros, zeros + zeros, zeros + zeros + [1, 2, 3]] {
            #expect(try entries(of: entry + end).count == 1)
        }
        #expect(throws: BuildError.self) { try entries(of: entry + zeros + entry) }
        #expect(throws: BuildError.self) { try entries(of: extended(Array("9 uid=77\n".utf8))) }
        #expect(try entries(of: []).isEmpty)
    }

    @Test("global headers hold for all later entries, local ones go before them")
    func globalHeaders() throws {
        let entry = try archive([(TarEntry(path: [97], kind: .fifo), [])]).prefix(512)
        let read = try entries(
            of: extended(Array("9 uid=77\n9 gid=88\n".utf8), type: "g") + entry
                + extended(Array("8 uid=5\n7 gid=\n".utf8)) + entry + entry)
        #expect(read.map(\.entry.owner.user) == [77, 5, 77])
        #expect(read.map(\.entry.owner.group) == [88, 0, 88])
    }

    @Test("random damage never does worse than an error", arguments: 1...40)
    func randomDamage(seed: UInt64) throws {
        var bytes = try archive([
            (TarEntry(path: Array(repeating: 97, count: 300), kind: .file, size: 700), sample(700)),
            (TarEntry(path: [98], kind: .symbolicLink, linkTarget: [99]), []),
        ])
        var random = FixedRandom(seed: seed &* 0x9E37_79B9_7F4A_7C15)
        for _ in 0..<200 {
            bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            seal(&bytes)
            do throws(BuildError) { _ = try entries(of: bytes) } catch { #expect(error.code == .corrupt) }
        }
    }

    /// Gives the first header a right checksum, so that the fields behind it are looked at.
    private func seal(_ bytes: inout [UInt8]) {
        let sum = bytes[..<512].withUnsafeBytes { TarHeader.checksums(of: $0).unsigned }
        bytes.replaceSubrange(148..<156, with: (String(sum, radix: 8) + "\0").utf8.prefix(8))
        while bytes.count % 512 != 0 { bytes.append(0) }
    }
}

/// An extended header with these records.
private func extended(_ records: [UInt8], type: Unicode.Scalar = "x", claiming size: Int64? = nil) -> [UInt8] {
    var header = Array(
        TarHeaderEncoder.extendedHeader(for: TarEntry(path: [97], kind: .file), size: size ?? Int64(records.count)))
    header[156] = UInt8(ascii: type)
    let sum = header.withUnsafeBytes { TarHeader.checksums(of: $0).unsigned }
    let digits = String(sum, radix: 8)
    header.replaceSubrange(148..<155, with: (String(repeating: "0", count: 6 - digits.count) + digits + "\0").utf8)
    return header + records + [UInt8](repeating: 0, count: TarHeader.padding(after: Int64(records.count)))
}

/// All entries of an archive with their content; the source gives odd parts.
func entries(of archive: [UInt8]) throws(BuildError) -> [(entry: TarEntry, content: [UInt8])] {
    let reader = TarReader(MemorySource(archive, step: 333))
    var result = [(entry: TarEntry, content: [UInt8])]()
    while let entry = try reader.next() {
        var content = [UInt8]()
        try reader.readContent { content.append(contentsOf: $0) }
        result.append((entry, content))
    }
    return result
}
