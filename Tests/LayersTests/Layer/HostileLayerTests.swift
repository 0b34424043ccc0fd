import Diagnostics
import SystemPackage
import Testing

@testable import Layers

/// Layers made to reach out of the tree they are unpacked into. Needs root, as ownership is set.
@Suite("Hostile and odd layers")
struct HostileLayerTests {
    @Test(
        "no entry is written outside the tree",
        arguments: [
            ["../escaped"], ["/escaped"], ["a/../../escaped"], ["l -> ..", "l/escaped"], ["l -> /", "l/escaped"],
            ["l -> ../..", "m -> l", "m/escaped"], ["l -> DIR", "l/escaped"], ["a/l -> ../../../..", "a/l/escaped"],
        ])
    func escapes(lines: [String]) throws {
        let directory = try ScratchDirectory()
        try directory.run("mkdir -p in/applied")
        let entries = lines.map { line -> (TarEntry, [UInt8]) in
            let parts = line.split(separator: " ").map(String.init)
            let target = parts.count == 3 ? (parts[2] == "DIR" ? directory.path : parts[2]) : ""
            return (
                TarEntry(
                    path: Array(parts[0].utf8), kind: parts.count == 3 ? .symbolicLink : .file, mode: 0o644,
                    linkTarget: Array(target.utf8)), []
            )
        }
        try apply(archive(entries), to: directory["in/applied"])
        #expect(try directory.run("find . -name escaped").hasPrefix("./in/applied/"))
        #expect(try directory.run("find /escaped ../escaped 2> /dev/null || true") == "")
    }

    @Test(
        "a hard link reaches nothing outside the tree",
        arguments: ["/etc/passwd", "../../../../../etc/passwd", "l/etc/passwd"])
    func hardLinkEscapes(target: String) throws {
        let directory = try ScratchDirectory()
        try directory.run("mkdir applied")
        let error = try #require(throws: BuildError.self) {
            try apply(
                archive([
                    (TarEntry(path: Array("l".utf8), kind: .symbolicLink, linkTarget: Array("/".utf8)), []),
                    (TarEntry(path: Array("x".utf8), kind: .hardLink, linkTarget: Array(target.utf8)), []),
                ]), to: directory["applied"])
        }
        #expect(error.code == .corrupt)
        #expect(error.message.contains("'x'"))
    }

    @Test(
        "entries that mean nothing are corrupt",
        arguments: [
            TarEntry(path: Array("..".utf8), kind: .file), TarEntry(path: Array("a/..".utf8), kind: .directory),
            TarEntry(path: Array(".".utf8), kind: .file), TarEntry(path: [], kind: .symbolicLink, linkTarget: [97]),
            TarEntry(path: Array("a/.wh.".utf8), kind: .file), TarEntry(path: Array(".wh...".utf8), kind: .file),
            TarEntry(path: Array(".wh..".utf8), kind: .file), TarEntry(path: Array("file/x".utf8), kind: .file),
            TarEntry(path: Array("a".utf8), kind: .symbolicLink),
            TarEntry(path: Array("c".utf8), kind: .characterDevice),
            TarEntry(path: Array(repeating: 97, count: 256), kind: .file),
            TarEntry(path: Array(String(repeating: "a/", count: 2049).utf8), kind: .file),
            TarEntry(path: [97], kind: .hardLink, linkTarget: []),
            TarEntry(path: [97], kind: .hardLink, linkTarget: [98]),
            TarEntry(path: [97], kind: .hardLink, linkTarget: Array("dir".utf8)),
            TarEntry(path: Array("loop/x".utf8), kind: .file),
        ])
    func meaningless(entry: TarEntry) throws {
        let directory = try ScratchDirectory()
        try directory.run("mkdir applied")
        let error = try #require(throws: BuildError.self) {
            try apply(
                archive([
                    (TarEntry(path: Array("file".utf8), kind: .file), []),
                    (TarEntry(path: Array("dir".utf8), kind: .directory, mode: 0o755), []),
                    (TarEntry(path: Array("loop".utf8), kind: .symbolicLink, linkTarget: Array("loop".utf8)), []),
                    (entry, []),
                ]), to: directory["applied"])
        }
        #expect(error.code == .corrupt)
    }

    @Test("later entries replace earlier ones of every kind")
    func replacements() throws {
        let directory = try ScratchDirectory()
        try directory.run("mkdir applied")
        let kinds: [TarEntry.Kind] = [.file, .directory, .symbolicLink, .fifo, .characterDevice, .file]
        let pairs = kinds.flatMap { first in kinds.map { (first, $0) } }
        let entries = pairs.enumerated().flatMap { index, pair in
            [pair.0, pair.1].flatMap { kind in
                let path = Array("e\(index)".utf8)
                let entry = TarEntry(
                    path: path, kind: kind, mode: 0o755, linkTarget: kind == .symbolicLink ? [97] : [],
                    device: DeviceNumber(major: 1, minor: 3))
                let child = TarEntry(path: path + Array("/c".utf8), kind: .file)
                return kind == .directory ? [(entry, []), (child, [])] : [(entry, [UInt8]())]
            }
        }
        try apply(archive(entries), to: directory["applied"])
        let letters: [TarEntry.Kind: String] = [
            .file: "f", .directory: "d", .symbolicLink: "l", .fifo: "p", .characterDevice: "c",
        ]
        for (index, pair) in pairs.enumerated() {
            #expect(try directory.run("find applied/e\(index) -maxdepth 0 -printf %y") == letters[pair.1])
        }
    }

    @Test("whiteouts hide what is below, before or after an entry of the same name")
    func whiteoutsBesideEntries() throws {
        let directory = try ScratchDirectory()
        try directory.run(
            "mkdir -p lower/a lower/b lower/c work merged applied; touch lower/a/x lower/b/x lower/c/x lower/f")
        let mark = { (path: String) in (TarEntry(path: Array(path.utf8), kind: .file), [UInt8]()) }
        let make = { (path: String) in (TarEntry(path: Array(path.utf8), kind: .directory, mode: 0o755), [UInt8]()) }
        try apply(
            archive([
                mark(".wh.a"), make("a"), make("b"), mark(".wh.b"), mark(".wh.f"), make("c"), mark("c/.wh..wh..opq"),
                mark("c/y"), mark(".wh..wh.plnk"),
            ]),
            to: directory["applied"], lowers: [directory["lower"]])
        #expect(
            try directory.inOverlay("applied", over: "lower", "cd merged; find . -mindepth 1 | sort")
                == "./a\n./b\n./c\n./c/y\n")
    }

    @Test("an opaque mark at the root hides all of the layers below")
    func opaqueRoot() throws {
        let directory = try ScratchDirectory()
        try directory.run("mkdir -p lower/a lower/b work merged applied; touch lower/a/x lower/f lower/g")
        try apply(
            archive([
                (TarEntry(path: Array(".wh..wh..opq".utf8), kind: .file), []),
                (TarEntry(path: Array("a/new".utf8), kind: .file), []),
                (TarEntry(path: Array("g".utf8), kind: .file), []),
            ]), to: directory["applied"], lowers: [directory["lower"]])
        #expect(
            try directory.inOverlay("applied", over: "lower", "cd merged; find . -mindepth 1 | sort")
                == "./a\n./a/new\n./g\n")
    }

    @Test("hard links find files of the layers below, and follow links inside the tree")
    func hardLinksToBelow() throws {
        let directory = try ScratchDirectory()
        try directory.run(
            """
            mkdir -p lower/usr/bin applied work merged; echo hello > lower/usr/bin/tool; chown 7:8 lower/usr/bin/tool
            chmod 4755 lower/usr/bin/tool; touch -d @5 lower/usr/bin/tool
            """)
        try apply(
            archive([
                (TarEntry(path: Array("b".utf8), kind: .symbolicLink, linkTarget: Array("/usr/bin".utf8)), []),
                (TarEntry(path: Array("copy".utf8), kind: .hardLink, linkTarget: Array("b/tool".utf8)), []),
                (TarEntry(path: Array("copy".utf8), kind: .hardLink, linkTarget: Array("copy".utf8)), []),
            ]), to: directory["applied"], lowers: [directory["lower"]])
        #expect(
            try directory.run("cd applied; stat -c '%h %u:%g %a %Y %s' copy usr/bin/tool")
                == "2 7:8 4755 5 6\n2 7:8 4755 5 6\n")
    }

    @Test("a layer larger than its caller allows is corrupt")
    func tooLarge() throws {
        let directory = try ScratchDirectory()
        try directory.run("mkdir applied")
        let bytes = try archive([(TarEntry(path: [97], kind: .file, size: 5000), sample(5000))])
        #expect(throws: BuildError.self) {
            try LayerApplier(maximumSize: 4000).apply(
                MemorySource(bytes), upper: FilePath(directory["applied"]), lowers: [])
        }
    }

    @Test("attributes of overlays stay out, others come in")
    func attributes() throws {
        let directory = try ScratchDirectory()
        try directory.run("mkdir applied")
        let attributes: [String: [UInt8]] = [
            "user.overlay.opaque": [121], "trusted.overlay.opaque": [121], "user.mine": [49], "security.selinux": [49],
        ]
        try apply(
            archive([(TarEntry(path: [97], kind: .directory, mode: 0o755, extendedAttributes: attributes), [])]),
            to: directory["applied"])
        #expect(
            try directory.run("python3 -c \"import os; print(os.listxattr('applied/a'))\"").contains("['user.mine']"))
    }

    private func apply(_ tar: [UInt8], to upper: String, lowers: [String] = []) throws {
        _ = try LayerApplier(maximumSize: 1 << 30).apply(
            MemorySource(tar), upper: FilePath(upper), lowers: lowers.map { FilePath($0) })
    }
}
